using System.Collections.Concurrent;
using DedupPlatform.VectorIndex;
using DedupPlatform.VectorIndex.Embedded;

namespace DedupPlatform.Standalone.Tests;

/// <summary>The generations of an embedded index, where something may come before a call or after it: another write, or a fault.</summary>
internal sealed class BreakableGenerations(string directory) : IGenerations
{
    private readonly ConcurrentDictionary<string, IVectorIndex> _open = [];
    private readonly ConcurrentDictionary<(string Call, int Number), Func<Task>> _before = [], _after = [];
    private ReindexJob? _former;

    /// <summary>The generations themselves, whose calls nothing comes before or after.</summary>
    public EmbeddedGenerations Whole { get; } = new(directory, new EmbeddedIndexOptions());

    /// <summary>What every generation has yet to work off.</summary>
    public string? Backlog { get; set; }

    /// <summary>The generation that is out of order: nobody can read its job.</summary>
    public string? Damaged { get; set; }

    /// <summary>The call that every generation refuses.</summary>
    public string? Refused { get; set; }

    /// <summary>The number of the generation whose searches find nothing.</summary>
    public int? Blind { get; set; }

    /// <summary>What is still to come before or after a call, because no such call was made.</summary>
    public IEnumerable<(string Call, int Number)> Unmet => _before.Keys.Concat(_after.Keys);

    /// <summary>Does something once, before the next such call to the generation of this number.</summary>
    public void BeforeNext(string call, int number, Func<Task> act) => _before[(call, number)] = act;

    /// <summary>Does something once, after the next such call to the generation of this number, before its caller hears that it is done.</summary>
    public void AfterNext(string call, int number, Func<Task> act) => _after[(call, number)] = act;

    /// <summary>Tells once, to whoever asks next, how a job stood before, as a node of an index does that lags behind.</summary>
    public void TellOnce(ReindexJob former) => _former = former;

    /// <summary>Whether that has been told.</summary>
    public bool HasTold { get; private set; }

    public Task<IReadOnlyList<(Generation Generation, ReindexJob? Job)>> ListWithJobsAsync(CancellationToken cancellationToken = default) =>
        Damaged is null ? Whole.ListWithJobsAsync(cancellationToken) : throw new IndexUnavailableException("as told");

    public Task<Generation?> FindAsync(string name, CancellationToken cancellationToken = default) => Whole.FindAsync(name, cancellationToken);

    public Task<Generation?> FindLiveAsync(CancellationToken cancellationToken = default) => Whole.FindLiveAsync(cancellationToken);

    public Task<Generation> CreateAsync(string model, int dimension, CancellationToken cancellationToken = default) =>
        Whole.CreateAsync(model, dimension, cancellationToken);

    public async Task<IVectorIndex> OpenAsync(Generation generation, CancellationToken cancellationToken = default)
    {
        var index = await Whole.OpenAsync(generation, cancellationToken);
        return _open.GetOrAdd(generation.Name, _ => new BreakableIndex(index, generation.Number, this));
    }

    public Task<string?> FindBacklogAsync(Generation generation, CancellationToken cancellationToken = default) =>
        CallAsync(nameof(FindBacklogAsync), generation.Number, () => Task.FromResult(Backlog));

    public Task SwitchAsync(Generation generation, CancellationToken cancellationToken = default) =>
        CallAsync(nameof(SwitchAsync), generation.Number, () => Whole.SwitchAsync(generation, cancellationToken));

    public Task DropAsync(string name, CancellationToken cancellationToken = default) => Whole.DropAsync(name, cancellationToken);

    public Task<(ReindexJob Job, bool Created)> StartJobAsync(
        string model, int dimension, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        Whole.StartJobAsync(model, dimension, at, cancellationToken);

    public Task<ReindexJob?> FindJobAsync(string jobId, CancellationToken cancellationToken = default)
    {
        if (jobId == Damaged)
        {
            throw new IndexUnavailableException("as told");
        }

        if (_former?.JobId != jobId || Interlocked.Exchange(ref _former, null) is not { } former)
        {
            return Whole.FindJobAsync(jobId, cancellationToken);
        }

        HasTold = true;
        return Task.FromResult<ReindexJob?>(former);
    }

    public Task SaveJobAsync(ReindexJob job, CancellationToken cancellationToken = default) =>
        CallAsync(nameof(SaveJobAsync), Generation.NumberOf(job.JobId)!.Value, () => Whole.SaveJobAsync(job, cancellationToken));

    public ValueTask DisposeAsync() => Whole.DisposeAsync();

    internal async Task<T> CallAsync<T>(string call, int number, Func<Task<T>> done)
    {
        await (call == Refused ? BreakableReindex.Unavailable() : ActAsync(_before, call, number));
        var answer = await done();
        await ActAsync(_after, call, number);
        return answer;
    }

    internal Task CallAsync(string call, int number, Func<Task> done) => CallAsync(call, number, async () =>
    {
        await done();
        return true;
    });

    private static Task ActAsync(ConcurrentDictionary<(string, int), Func<Task>> acts, string call, int number) =>
        acts.TryRemove((call, number), out var act) ? act() : Task.CompletedTask;
}
