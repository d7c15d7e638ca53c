using System.Net;
using DedupPlatform.VectorIndex;

namespace DedupPlatform.Standalone.Tests;

/// <summary>The new generation is not what it should be: the gate says what is wrong with it, and the old one stays live.</summary>
public sealed class ReindexGateTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_vector_that_the_model_does_not_give(bool none)
    {
        await using var standalone = await StartAsync();
        standalone.Generations.BeforeNext(nameof(IVectorIndex.SampleAsync), number: 1, async () =>
        {
            // Only a newer revision is written, and the old generation has it too.
            await EditAsync(standalone, number: 1, vector => vector);
            await EditAsync(standalone, number: 2, vector => none ? [] : [.. vector.Index().Select(part => part.Index % 2 == 0 ? part.Item : -part.Item)]);
        });

        await FailsAsync(standalone, "The new generation's vector of question 0 of site default is not what the model gives.");
    }

    [Fact]
    public async Task A_search_that_does_not_find_what_is_there()
    {
        await using var standalone = await StartAsync();
        standalone.Generations.BeforeNext(
            nameof(IVectorIndex.SearchAsync), number: 2,
            async () => await (await OpenAsync(standalone, number: 2)).RemoveAsync([new QuestionRemoval("default", "0", long.MaxValue)], Cancel));

        await FailsAsync(standalone, "The new generation does not find question 0 of site default by its own text.");
    }

    [Fact]
    public async Task As_many_questions_in_all_but_not_on_each_site()
    {
        await using var standalone = await StartAsync();
        standalone.Generations.BeforeNext(nameof(IVectorIndex.CountAsync), number: 2, async () =>
        {
            var next = await OpenAsync(standalone, number: 2);
            var question = (await next.FindAsync("default", "0", Cancel))!;
            await next.UpsertAsync([question with { Site = "cooking" }], Cancel);
            await next.RemoveAsync([new QuestionRemoval("default", "0", long.MaxValue)], Cancel);
        });

        await FailsAsync(standalone, "Site default has 1 questions in the live generation and 0 in the new one.");
    }

    private static async Task<BreakableStandalone> StartAsync()
    {
        var standalone = new BreakableStandalone { GatePatience = TimeSpan.Zero };
        await standalone.AnswersAsync();
        (await standalone.Http.AskAsync(new { id = "0", title = "How do I reset my router?" })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await standalone.Http.WorkedOffAsync();
        return standalone;
    }

    private static async Task FailsAsync(BreakableStandalone standalone, string reason)
    {
        var answer = await standalone.Http.ReindexedAsync(await standalone.Http.StartReindexAsync("other"));

        answer.GetProperty("state").GetString().ShouldBe("failed", answer.ToString());
        answer.GetProperty("reason").GetString().ShouldBe(reason);
        (await standalone.Generations.FindLiveAsync(Cancel))!.Number.ShouldBe(1);
    }

    private static async Task EditAsync(BreakableStandalone standalone, int number, Func<float[], float[]> edit)
    {
        var index = await OpenAsync(standalone, number);
        var question = (await index.FindAsync("default", "0", Cancel))!;
        await index.UpsertAsync([question with { Revision = question.Revision + 1, Vector = edit(question.Vector.ToArray()) }], Cancel);
    }

    private static async Task<IVectorIndex> OpenAsync(BreakableStandalone standalone, int number)
    {
        var generation = (await standalone.Generations.ListAsync(Cancel)).Single(generation => generation.Number == number);
        return await standalone.Generations.Whole.OpenAsync(generation, Cancel);
    }
}
