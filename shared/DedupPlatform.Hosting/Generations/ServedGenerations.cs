using DedupPlatform.VectorIndex;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Hosting;

/// <summary>
/// What this process serves: the live generation answers searches, and every generation takes writes, so that one being built
/// misses nothing and one kept for a rollback never grows stale.
/// </summary>
public sealed class ServedGenerations
{
    /// <summary>
    /// How old a process's view of the generations may be: every process that has loaded the model sees a switch within this time. Checks
    /// may be answered from an older view while a new one is being read.
    /// </summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    /// <summary>How old the view of a check may be while it is read again.</summary>
    private static readonly TimeSpan MostForChecks = TimeSpan.FromSeconds(5);

    private readonly IGenerations _generations;
    private readonly Encoders _encoders;
    private readonly GenerationEncoders _generationEncoders;
    private readonly SharedRead<ServedGeneration> _live;
    private readonly SharedRead<IReadOnlyList<Generation>> _writable;
    private readonly Dictionary<Generation, Task<ServedGeneration>> _loads = [];
    private volatile ServedGeneration? _answering;

    /// <summary>Reads nothing yet.</summary>
    public ServedGenerations(IGenerations generations, Encoders encoders, TimeProvider time, ILogger<ServedGenerations> logger)
    {
        (_generations, _encoders) = (generations, encoders);
        _generationEncoders = new GenerationEncoders(encoders, time, logger);
        _live = new SharedRead<ServedGeneration>(ReadLiveAsync, FreshFor, time);
        _writable = new SharedRead<IReadOnlyList<Generation>>(ReadWritableAsync, FreshFor, time);
    }

    /// <summary>The generation that answers searches.</summary>
    /// <exception cref="IndexUnavailableException">There is none that this process can serve, or the index does not answer.</exception>
    public ValueTask<ServedGeneration> LiveAsync(CancellationToken cancellationToken = default) => _live.FreshAsync(cancellationToken);

    /// <summary>
    /// The generation that answers a check, as it was seen a moment ago: nobody who types waits for the index to be asked which it is,
    /// nor for what is wrong with the other ones.
    /// </summary>
    /// <exception cref="IndexUnavailableException">As for <see cref="LiveAsync"/>.</exception>
    public ValueTask<ServedGeneration> LiveForCheckAsync(CancellationToken cancellationToken = default)
    {
        // A process that only answers checks learns in this way which generation may go live next, and loads its model.
        _writable.Refresh();
        return _live.LatestAsync(MostForChecks, cancellationToken);
    }

    /// <summary>The generation that answers searches, read after this call: what was seen a moment ago may have been dropped since.</summary>
    /// <exception cref="IndexUnavailableException">As for <see cref="LiveAsync"/>.</exception>
    internal Task<ServedGeneration> LiveNowAsync(CancellationToken cancellationToken = default) => _live.AnewAsync(cancellationToken);

    /// <summary>
    /// Uses a generation that was live when it was seen; if that fails and another is live by now, uses that one: the former may have been dropped since.
    /// </summary>
    /// <returns>What the last use returns. The one before it may have been done in part.</returns>
    /// <exception cref="IndexUnavailableException">What is live now could not be used, or nothing is.</exception>
    public async Task<T> UseAsync<T>(ServedGeneration seen, Func<ServedGeneration, Task<T>> use, CancellationToken cancellationToken = default)
    {
        try
        {
            return await use(seen);
        }
        catch (IndexUnavailableException)
        {
            var live = await LiveNowAsync(cancellationToken);
            if (live.Generation == seen.Generation)
            {
                throw;
            }

            return await use(live);
        }
    }

    /// <summary>
    /// Writes to the generation that is live, as it was seen a moment ago, and then to every other that takes writes; one whose reindex has
    /// failed takes none and can only be dropped.
    /// </summary>
    /// <remarks>
    /// A generation created during the writes is written to as well. A reindex starts reading only once every process must know of its
    /// generation: a question that it reads before this write is then written here, and one written without the new generation is read by it.
    /// </remarks>
    /// <exception cref="IndexUnavailableException">
    /// There is one that this process cannot serve, the live one has been dropped since, or the index does not answer.
    /// </exception>
    public async Task WriteAsync(ServedGeneration live, Func<ServedGeneration, Task> write, CancellationToken cancellationToken = default)
    {
        var written = new HashSet<Generation>();
        while (true)
        {
            var writable = await _writable.FreshAsync(cancellationToken);
            var missing = ((Generation[])[live.Generation, .. writable]).Where(written.Add).ToList();
            if (missing.Count == 0)
            {
                return;
            }

            // All of them are found before the first is written: while a model cannot be loaded, nothing is embedded again and again for the others.
            var serving = new List<ServedGeneration>(missing.Count);
            foreach (var generation in missing)
            {
                await UnlessDroppedAsync(generation, live, async () =>
                    serving.Add(generation == live.Generation ? live : await ServeAsync(generation, cancellationToken)));
            }

            foreach (var served in serving)
            {
                await UnlessDroppedAsync(served.Generation, live, () => write(served));
            }
        }
    }

    /// <summary>One generation with its encoder.</summary>
    /// <exception cref="IndexUnavailableException">This process cannot serve it, or the index does not answer.</exception>
    public Task<ServedGeneration> ServeAsync(Generation generation, CancellationToken cancellationToken = default) =>
        Load(generation).WaitAsync(cancellationToken);

    /// <summary>
    /// Ensures that a generation is live: if none is, makes an existing one live, or else a new one of the configured model.
    /// </summary>
    internal async Task EnsureLiveAsync(CancellationToken cancellationToken = default)
    {
        if (await _generations.FindLiveAsync(cancellationToken) is null)
        {
            await FirstGeneration.ElectAsync(_generations, _encoders.Default, cancellationToken);
        }

        await LiveAsync(cancellationToken);
    }

    /// <summary>
    /// The live generation or, while its model is being loaded, the one that answered before, which still takes every write.
    /// </summary>
    private async Task<ServedGeneration> ReadLiveAsync()
    {
        var live = await _generations.FindLiveAsync() ?? throw new IndexUnavailableException("The index has no generation yet.");
        if (_answering is { } former && former.Generation != live && !HasTried(live) && await IsThereAsync(former.Generation))
        {
            _ = Load(live);
            return former;
        }

        return _answering = await Load(live);
    }

    private async Task<IReadOnlyList<Generation>> ReadWritableAsync()
    {
        var all = await _generations.ListWithJobsAsync();
        Forget(all.Select(entry => entry.Generation));
        foreach (var (generation, _) in all.Where(entry => entry.Job is { IsUnderWay: true }))
        {
            // It may go live at any moment, and a process that only answers checks has no other reason to load it.
            _ = Load(generation);
        }

        return [.. all.Where(entry => entry.Job is not { State: ReindexState.Failed }).Select(entry => entry.Generation)];
    }

    /// <summary>Does something with a generation; if that fails because the generation has been dropped since it was seen, nothing is left to do.</summary>
    private async Task UnlessDroppedAsync(Generation generation, ServedGeneration live, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (IndexUnavailableException) when (generation != live.Generation)
        {
            if (await IsThereAsync(generation))
            {
                throw;
            }
        }
    }

    private async Task<bool> IsThereAsync(Generation generation) => await _generations.FindAsync(generation.Name) == generation;

    private void Forget(IEnumerable<Generation> all)
    {
        lock (_loads)
        {
            foreach (var gone in _loads.Keys.Except(all).ToList())
            {
                _loads.Remove(gone);
            }
        }
    }

    /// <summary>Whether a generation has been loaded, or could not be.</summary>
    private bool HasTried(Generation generation)
    {
        lock (_loads)
        {
            return _loads.TryGetValue(generation, out var load) && load.IsCompleted;
        }
    }

    /// <summary>
    /// Loads a generation, unless it has been loaded or is being loaded, for everyone who asks for it. If it cannot be loaded, that is logged
    /// once the process has started, and whoever asks next tries again.
    /// </summary>
    private Task<ServedGeneration> Load(Generation generation)
    {
        lock (_loads)
        {
            if (!_loads.TryGetValue(generation, out var load) || load is { IsCompleted: true, IsCompletedSuccessfully: false })
            {
                // Until one has answered, the process is starting: it ends, and says why itself.
                var hasStarted = _answering is not null;
                load = _loads[generation] = Task.Run(async () =>
                    new ServedGeneration(generation, _generationEncoders.Of(generation, logs: hasStarted), await _generations.OpenAsync(generation)));
            }

            return load;
        }
    }
}
