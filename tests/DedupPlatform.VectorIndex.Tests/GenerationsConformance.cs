using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Tests;

/// <summary>What the generations of any index must do, said through the interfaces alone.</summary>
public abstract partial class GenerationsConformance<TGenerations>
    where TGenerations : IGenerations
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens a store without any generation; it is the only one that is open.</summary>
    protected abstract Task<IGenerations> CreateAsync();

    [Fact]
    public async Task At_first_there_is_no_generation()
    {
        await using var generations = await CreateAsync();

        (await generations.ListAsync(Cancel)).ShouldBeEmpty();
        (await generations.FindLiveAsync(Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Generations_are_numbered_from_one_whatever_their_model()
    {
        await using var generations = await CreateAsync();

        var first = await generations.CreateAsync("small-model", 4, Cancel);
        var second = await generations.CreateAsync("large-model", 8, Cancel);

        first.ShouldBe(new Generation("small-model", 1, 4));
        second.ShouldBe(new Generation("large-model", 2, 8));
        (await generations.ListAsync(Cancel)).ShouldBe([first, second]);
    }

    [Fact]
    public async Task A_generation_is_found_by_its_name()
    {
        await using var generations = await CreateAsync();
        var (small, large) = (await generations.CreateAsync("small-model", 4, Cancel), await generations.CreateAsync("large-model", 8, Cancel));

        (await generations.FindAsync(small.Name, Cancel)).ShouldBe(small);
        (await generations.FindAsync(large.Name, Cancel)).ShouldBe(large);
        foreach (var name in new[] { "", "questions", "questions-small-model", "small-model-1", "questions-small-model-2" })
        {
            (await generations.FindAsync(name, Cancel)).ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("", 4)]
    [InlineData("a-model", 0)]
    public async Task A_generation_of_no_model_or_no_dimension_is_refused_and_leaves_nothing(string model, int dimension)
    {
        await using var generations = await CreateAsync();

        await Should.ThrowAsync<ArgumentException>(() => generations.CreateAsync(model, dimension, Cancel));
        await Should.ThrowAsync<ArgumentException>(() => generations.StartJobAsync(model, dimension, DateTimeOffset.UnixEpoch, Cancel));

        (await generations.ListAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_new_generation_is_empty_and_not_live()
    {
        await using var generations = await CreateAsync();

        var generation = await generations.CreateAsync("a-model", Dimension, Cancel);

        (await generations.FindLiveAsync(Cancel)).ShouldBeNull();
        (await generations.FindBacklogAsync(generation, Cancel)).ShouldBeNull();
        var index = await generations.OpenAsync(generation, Cancel);
        (await index.CountAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Switching_makes_a_generation_live_again_and_again_and_back()
    {
        await using var generations = await CreateAsync();
        var (old, current) = (await generations.CreateAsync("a-model", 4, Cancel), await generations.CreateAsync("b-model", 8, Cancel));

        foreach (var generation in new[] { old, old, current, current, old })
        {
            await generations.SwitchAsync(generation, Cancel);
            (await generations.FindLiveAsync(Cancel)).ShouldBe(generation);
        }
    }

    [Fact]
    public async Task While_generations_are_switched_one_of_them_is_live_at_any_time()
    {
        await using var generations = await CreateAsync();
        Generation[] both = [await generations.CreateAsync("a-model", 4, Cancel), await generations.CreateAsync("b-model", 8, Cancel)];
        await generations.SwitchAsync(both[0], Cancel);
        var switches = Task.Run(async () =>
        {
            for (var i = 1; i <= 30; i++)
            {
                await generations.SwitchAsync(both[i % 2], Cancel);
            }
        }, Cancel);

        var seen = new List<Generation?>();
        do
        {
            seen.Add(await generations.FindLiveAsync(Cancel));
        }
        while (!switches.IsCompleted);

        await switches;
        seen.ShouldAllBe(live => both.Contains(live));
    }

    [Fact]
    public async Task Generations_keep_their_questions_apart()
    {
        await using var generations = await CreateAsync();
        var small = await generations.OpenAsync(await generations.CreateAsync("small-model", 4, Cancel), Cancel);
        var large = await generations.OpenAsync(await generations.CreateAsync("large-model", 8, Cancel), Cancel);

        await small.UpsertAsync([Question("bread", At(0), revision: 3), Question("soup", At(5))], Cancel);
        await large.UpsertAsync([Question("bread", At(60, dimension: 8), revision: 2)], Cancel);
        await large.RemoveAsync([new QuestionRemoval("cooking", "soup", 9)], Cancel);

        (await small.IdsAsync(Search(At(0)))).ShouldBe(["bread", "soup"]);
        (await large.IdsAsync(Search(At(60, dimension: 8)))).ShouldBe(["bread"]);
        (await large.FindAsync("cooking", "bread", Cancel)).ShouldNotBeNull().Revision.ShouldBe(2);
        (await small.FindAsync("cooking", "bread", Cancel)).ShouldNotBeNull().Revision.ShouldBe(3);
    }

    [Fact]
    public async Task A_generation_takes_only_vectors_of_its_own_dimension()
    {
        await using var generations = await CreateAsync();
        await generations.CreateAsync("small-model", 4, Cancel);
        var large = await generations.OpenAsync(await generations.CreateAsync("large-model", 8, Cancel), Cancel);

        await Should.ThrowAsync<ArgumentException>(() => large.UpsertAsync([Question("bread", At(0))], Cancel));
    }

    [Fact]
    public async Task Opening_a_generation_twice_opens_the_same_questions()
    {
        await using var generations = await CreateAsync();
        var generation = await generations.CreateAsync("a-model", Dimension, Cancel);
        var one = await generations.OpenAsync(generation, Cancel);
        var other = await generations.OpenAsync(generation, Cancel);

        await one.UpsertAsync([Question("bread", At(0))], Cancel);

        (await other.IdsAsync(Search(At(0)))).ShouldBe(["bread"]);
    }
}
