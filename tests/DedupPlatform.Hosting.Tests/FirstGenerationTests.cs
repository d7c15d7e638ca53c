using DedupPlatform.Encoding.Tests;
using DedupPlatform.Qdrant.Double;
using DedupPlatform.VectorIndex;
using DedupPlatform.VectorIndex.Qdrant;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace DedupPlatform.Hosting.Tests;

public sealed class FirstGenerationTests : IAsyncLifetime
{
    private readonly ModelFolder _folder = new();
    private readonly List<QdrantGenerations> _connected = [];
    private QdrantDouble _qdrant = null!;

    private QdrantGenerations Generations => _connected[^1];

    public async ValueTask InitializeAsync()
    {
        _folder.Write("one", new TinyBert());
        _folder.Write("other", new TinyBiLstm());
        _qdrant = await QdrantDouble.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var generations in _connected)
        {
            await generations.DisposeAsync();
        }

        await _qdrant.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Two_first_starts_at_a_time_lose_no_question(int calls)
    {
        using var first = Start("one");
        using var second = Start("one");
        _qdrant.Faults.Interrupt(calls, async () =>
        {
            await first.Served.EnsureLiveAsync();
            await first.WriteAsync("1");
        });

        await second.Served.EnsureLiveAsync();
        await second.WriteAsync("2");

        (await Generations.ListAsync()).ShouldBe([new Generation(ModelOf("one"), 1, TinyBert.Hidden)]);
        (await CountAsync()).ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Two_first_starts_with_different_models_lose_no_question(int calls)
    {
        using var first = Start("one");
        using var second = Start("other");
        _qdrant.Faults.Interrupt(calls, async () =>
        {
            await first.Served.EnsureLiveAsync();
            await first.WriteAsync("1");
        });

        await second.Served.EnsureLiveAsync();
        await second.WriteAsync("2");

        (await Generations.ListAsync()).ShouldHaveSingleItem().ShouldBe(await Generations.FindLiveAsync());
        (await CountAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Many_first_starts_at_a_time_have_one_generation_between_them()
    {
        var processes = Enumerable.Range(0, 8).Select(_ => Start("one")).ToList();

        await Task.WhenAll(processes.Select((process, i) => Task.Run(async () =>
        {
            await process.Served.EnsureLiveAsync();
            await WrittenAsync(process, $"{i}");
        })));

        (await Generations.ListAsync()).ShouldHaveSingleItem().ShouldBe(await Generations.FindLiveAsync());
        (await CountAsync()).ShouldBe(8);
        processes.ForEach(process => process.Dispose());
    }

    [Fact]
    public async Task A_server_that_refuses_ends_the_start_with_its_reason_and_no_stack_trace()
    {
        using var process = Start("one");
        _qdrant.Faults.Fail(StatusCode.Unimplemented, times: 2);

        (await Should.ThrowAsync<QdrantRefusedException>(() => process.Served.EnsureLiveAsync())).Message.ShouldContain("as told");
        (await StartupFaults.GuardAsync(async () =>
        {
            await process.Served.EnsureLiveAsync();
            return 0;
        })).ShouldBe(1);
    }

    [Fact]
    public async Task An_index_that_has_lost_its_alias_goes_on_with_what_it_holds()
    {
        using var process = Start("one");
        await process.Served.EnsureLiveAsync();
        await process.WriteAsync("1");
        _qdrant.LoseAliases();

        using var restarted = Start("other");
        await restarted.Served.EnsureLiveAsync();

        (await Generations.ListAsync()).ShouldHaveSingleItem();
        (await CountAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData(ReindexState.Running, 1)]
    [InlineData(ReindexState.Failed, 1)]
    [InlineData(ReindexState.Completed, 2)]
    [InlineData(ReindexState.RolledBack, 1)]
    public async Task Of_several_generations_it_goes_on_with_the_one_that_was_live(ReindexState state, int number)
    {
        using var process = Start("one");
        await process.Served.EnsureLiveAsync();
        var second = await Generations.CreateAsync(ModelOf("other"), 24);
        await Generations.SaveJobAsync(new ReindexJob { JobId = second.Name, State = state, StartedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch });
        _qdrant.LoseAliases();

        using var restarted = Start("one");
        await restarted.Served.EnsureLiveAsync();

        (await Generations.FindLiveAsync())!.Number.ShouldBe(number);
    }

    public static TheoryData<int> Calls() => [.. Enumerable.Range(0, 17)];

    private ServingProcess Start(string model)
    {
        _connected.Add(new QdrantGenerations(new QdrantOptions { Url = _qdrant.Url, HttpUrl = _qdrant.HttpUrl }, NullLogger<QdrantGenerations>.Instance));
        return new ServingProcess(Generations, _folder.PathOf(model));
    }

    /// <summary>As a worker does: what fails because a generation has just been dropped is tried again.</summary>
    private static Task WrittenAsync(ServingProcess process, string id) => Until.TrueAsync(
        async () =>
        {
            try
            {
                await process.WriteAsync(id);
                return true;
            }
            catch (IndexUnavailableException)
            {
                return false;
            }
        },
        $"{id} is written");

    private string ModelOf(string name) => Encoding.ModelDirectory.Load(_folder.PathOf(name)).Name;

    private async Task<long> CountAsync()
    {
        var live = await Generations.FindLiveAsync();
        return (await (await Generations.OpenAsync(live!)).CountAsync()).Values.Sum();
    }
}
