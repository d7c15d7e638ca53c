using System.Collections.Concurrent;
using DedupPlatform.VectorIndex;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Hosting;

/// <summary>
/// What this process serves: the live generation answers searches, and every generation takes writes, so that one being built
/// misses nothing and one kept for a rollback never grows stale.
/// </summary>
public sealed class ServedGenerations(IGenerations generations, Encoders encoders, TimeProvider time, ILogger<ServedGenerations> logger) : IDisposable
{
    /// <summary>How old a process's view of the generations may be: a switch is seen by all within this time, where the model is loaded already.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Generation, ServedGeneration> _served = [];
    private readonly Dictionary<Generation, Task> _loading = [];
    private readonly GenerationEncoders _encoders = new(encoders, time, logger);
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private readonly SemaphoreSlim _opening = new(1, 1);
    private View? _view;

    /// <summary>The generation that answers searches.</summary>
    /// <exception cref="IndexUnavailableException">There is none that this process can serve, or the index does not answer.</exception>
    public async ValueTask<ServedGeneration> LiveAsync(CancellationToken cancellationToken = default) =>
        (await ViewAsync(cancellationToken)).Live;

    /// <summary>Every generation that takes writes, the live one first; one whose reindex has failed can only be dropped, and takes none.</summary>
    /// <exception cref="IndexUnavailableException">There is one that this process cannot serve, or the index does not answer.</exception>
    public async ValueTask<IReadOnlyList<ServedGeneration>> AllAsync(CancellationToken cancellationToken = default)
    {
        var view = await ViewAsync(cancellationToken);
        var all = new List<ServedGeneration>(1 + view.Others.Count) { view.Live };
        foreach (var other in view.Others)
        {
            all.Add(await ServeAsync(other, cancellationToken));
        }

        return all;
    }

    /// <summary>One generation with its encoder.</summary>
    /// <exception cref="IndexUnavailableException">This process cannot serve it, or the index does not answer.</exception>
    public async Task<ServedGeneration> ServeAsync(Generation generation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generation);
        if (_served.TryGetValue(generation, out var served))
        {
            return served;
        }

        await _opening.WaitAsync(cancellationToken);
        try
        {
            return _served.TryGetValue(generation, out served)
                ? served
                : _served[generation] = new ServedGeneration(generation, _encoders.Of(generation), await generations.OpenAsync(generation, cancellationToken));
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Sees to it that a generation is live: where none is, one that is there already, or else a new one by the configured model.</summary>
    public async Task EnsureLiveAsync(CancellationToken cancellationToken = default)
    {
        if (await generations.FindLiveAsync(cancellationToken) is null)
        {
            await FirstGeneration.ElectAsync(generations, encoders.Default, cancellationToken);
        }

        await ViewAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _refreshing.Dispose();
        _opening.Dispose();
    }

    private async ValueTask<View> ViewAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } view)
        {
            return view;
        }

        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            return Fresh() ?? (_view = await ReadAsync(cancellationToken));
        }
        finally
        {
            _refreshing.Release();
        }
    }

    private View? Fresh() => _view is { } view && time.GetElapsedTime(view.ReadAt) < FreshFor ? view : null;

    private async Task<View> ReadAsync(CancellationToken cancellationToken)
    {
        var readAt = time.GetTimestamp();
        var live = await generations.FindLiveAsync(cancellationToken) ?? throw new IndexUnavailableException("The index has no generation yet.");
        var all = await generations.ListAsync(cancellationToken);
        foreach (var gone in _served.Keys.Union(_loading.Keys).Except(all).ToList())
        {
            _served.TryRemove(gone, out _);
            _loading.Remove(gone);
        }

        var answers = await AnswerAsync(live, all, cancellationToken);
        var others = new List<Generation>();
        foreach (var other in all.Where(generation => generation != answers.Generation))
        {
            var job = await generations.FindJobAsync(other.Name, cancellationToken);
            if (job is { IsUnderWay: true })
            {
                // It may go live at any moment, and a process that only answers has no other reason to have it ready.
                _ = Load(other);
            }

            if (job is not { State: ReindexState.Failed })
            {
                others.Add(other);
            }
        }

        return new View(readAt, answers, others);
    }

    /// <summary>The live generation; or the one that answered before, which misses nothing, while the live one's model is being loaded.</summary>
    private async Task<ServedGeneration> AnswerAsync(Generation live, IReadOnlyList<Generation> all, CancellationToken cancellationToken) =>
        _view?.Live is { } former && former.Generation != live && all.Contains(former.Generation) && !_served.ContainsKey(live) && !Load(live).IsFaulted
            ? former
            : await ServeAsync(live, cancellationToken);

    /// <summary>Loads a generation in the background, unless that is done already or going on. One that cannot be loaded is told of in the log.</summary>
    /// <returns>What loads it; of one that could not be loaded and is tried again, the attempt that failed.</returns>
    private Task Load(Generation generation)
    {
        if (!_loading.TryGetValue(generation, out var loading) || loading.IsFaulted)
        {
            _loading[generation] = Task.Run(() => ServeAsync(generation));
        }

        return loading ?? _loading[generation];
    }

    private sealed record View(long ReadAt, ServedGeneration Live, IReadOnlyList<Generation> Others);
}
