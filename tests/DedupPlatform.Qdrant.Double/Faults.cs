using System.Collections.Concurrent;
using System.Globalization;
using Grpc.Core;

namespace DedupPlatform.Qdrant.Double;

/// <summary>What the server is to do wrong.</summary>
public sealed class Faults
{
    private readonly ConcurrentQueue<RpcException> _failures = [];
    private readonly ConcurrentQueue<string?> _movesWhileListed = [];
    private TaskCompletionSource? _hold;
    private string _held = "";
    private (string Method, StatusCode Status) _lost;
    private Func<Task>? _interruption;
    private int _lostAnswers, _lateWrites, _callsBeforeInterruption;

    /// <summary>Whether /readyz says so.</summary>
    public bool Ready { get; set; } = true;

    /// <summary>The version it says it has.</summary>
    public string Version { get; set; } = "1.19.0";

    /// <summary>Whether every collection has yet to work off what was written.</summary>
    public bool Unsettled { get; set; }

    /// <summary>Whether a restart has paused the optimization of every collection, until a write or a change of its settings.</summary>
    public bool Paused { get; set; }

    /// <summary>The collection that is out of order: the server says nothing about it.</summary>
    public string? Damaged { get; set; }

    /// <summary>Turns the next calls down before they do anything.</summary>
    public void Fail(StatusCode status, int times = 1, string detail = "as told", TimeSpan? retryAfter = null)
    {
        for (var i = 0; i < times; i++)
        {
            var trailers = new Metadata();
            if (retryAfter is { } wait)
            {
                trailers.Add("retry-after", wait.TotalSeconds.ToString(CultureInfo.InvariantCulture));
            }

            _failures.Enqueue(new RpcException(new Status(status, detail), trailers));
        }
    }

    /// <summary>Does what the next calls of a method, like <c>Points/Upsert</c>, ask for, and answers that it failed.</summary>
    public void LoseAnswers(string method, int times = 1, StatusCode status = StatusCode.Unavailable)
    {
        _lost = (method, status);
        Interlocked.Exchange(ref _lostAnswers, times);
    }

    /// <summary>Has something else happen between calls: after so many of them, before the next one is looked at.</summary>
    public void Interrupt(int calls, Func<Task> interruption) => (_callsBeforeInterruption, _interruption) = (calls, interruption);

    /// <summary>
    /// Has the aliases move while the next answers list them, one collection after another: each is listed for the collection that it moves
    /// away from as well, or, where none is named, not at all.
    /// </summary>
    public void MoveAliasesWhileListed(string? from, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            _movesWhileListed.Enqueue(from);
        }
    }

    /// <summary>Lets the next waited writes run out of time: they are applied later.</summary>
    public void DelayWrites(int times = 1) => Interlocked.Exchange(ref _lateWrites, times);

    /// <summary>Keeps every call, or every one of a method like <c>Points/Facet</c>, waiting until <see cref="Release"/>, or until its caller gives up.</summary>
    public void Hold(string method = "") => (_held, _hold) = (method, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Lets the held calls go on.</summary>
    public void Release() => Interlocked.Exchange(ref _hold, null)?.SetResult();

    internal async Task BeforeAsync(string method, CancellationToken cancellationToken)
    {
        if (_interruption is not null && Interlocked.Decrement(ref _callsBeforeInterruption) < 0
            && Interlocked.Exchange(ref _interruption, null) is { } interruption)
        {
            await interruption();
        }

        if (_hold is { } hold && method.EndsWith(_held, StringComparison.Ordinal))
        {
            await hold.Task.WaitAsync(cancellationToken);
        }

        if (_failures.TryDequeue(out var failure))
        {
            throw failure;
        }
    }

    internal void After(string method)
    {
        if (_lost.Method is { } lost && method.EndsWith(lost, StringComparison.Ordinal) && Take(ref _lostAnswers))
        {
            throw new RpcException(new Status(_lost.Status, "the answer is lost"));
        }
    }

    internal IEnumerable<(string Alias, string Collection)> Listed(IReadOnlyDictionary<string, string> aliases)
    {
        var moves = _movesWhileListed.TryDequeue(out var from);
        return aliases.SelectMany(
            alias => (string[])(!moves ? [alias.Value] : from is null ? [] : [from, alias.Value]), (alias, collection) => (alias.Key, collection));
    }

    internal string Whole(string collection) =>
        collection != Damaged ? collection : throw new RpcException(new Status(StatusCode.FailedPrecondition, "the collection is damaged"));

    internal bool TakeLateWrite() => Take(ref _lateWrites);

    private static bool Take(ref int left)
    {
        if (Interlocked.Decrement(ref left) >= 0)
        {
            return true;
        }

        Interlocked.Increment(ref left);
        return false;
    }
}
