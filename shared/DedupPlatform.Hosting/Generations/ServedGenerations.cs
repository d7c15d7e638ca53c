using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using DedupPlatform.VectorIndex;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Hosting;

/// <summary>
/// What this process serves: the live generation answers searches, and every generation takes writes, so that one being built
/// misses nothing and one kept for a rollback never grows stale.
/// </summary>
public sealed class ServedGenerations(IGenerations generations, Encoders encoders, TimeProvider time, ILogger<ServedGenerations> logger) : IDisposable
{
    /// <summary>
    /// How old a process's view of the generations may be: every process that has loaded the model sees a switch within this time.
    /// </summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Generation, ServedGeneration> _served = [];
    private readonly Dictionary<Generation, Task> _loading = [];
    private readonly GenerationEncoders _encoders = new(encoders, time, logger);
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private readonly SemaphoreSlim _opening = new(1, 1);
    private View? _view;
    private Failure? _failure;

    /// <summary>The generation that answers searches.</summary>
    /// <exception cref="IndexUnavailableException">There is none that this process can serve, or the index does not answer.</exception>
    public async ValueTask<ServedGeneration> LiveAsync(CancellationToken cancellationToken = default) =>
        (await ViewAsync(cancellationToken)).Live;

    /// <summary>
    /// Every generation that takes writes, the live one first; a generation whose reindex has failed takes none and can only be
    /// dropped.
    /// </summary>
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

    /// <summary>
    /// Ensures that a generation is live: if none is, makes an existing one live, or else a new one of the configured model.
    /// </summary>
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
        var asked = time.GetTimestamp();
        if (FreshAt(asked) is { } view)
        {
            return view;
        }

        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            if (FreshAt(asked) is { } read)
            {
                return read;
            }

            // Whoever asked while the index failed to answer shares that failure. If everyone tried for themselves, each would
            // wait for all the attempts before its own.
            if (_failure is { } failure && failure.At > asked)
            {
                failure.Cause.Throw();
            }

            return await RefreshAsync(cancellationToken);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>
    /// The view, if it is fresh enough for a caller that asked at this time: waiting for a slow index does not make it stale.
    /// </summary>
    private View? FreshAt(long asked) => _view is { } view && time.GetElapsedTime(view.ReadAt, asked) < FreshFor ? view : null;

    private async Task<View> RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _view = await ReadAsync(cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            _failure = new Failure(time.GetTimestamp(), ExceptionDispatchInfo.Capture(fault));
            throw;
        }
    }

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
                // It may go live at any moment, and a process that only answers searches has no other reason to load it.
                _ = Load(other);
            }

            if (job is not { State: ReindexState.Failed })
            {
                others.Add(other);
            }
        }

        return new View(readAt, answers, others);
    }

    /// <summary>
    /// The live generation or, while its model is being loaded, the one that answered before, which still takes every write.
    /// </summary>
    private async Task<ServedGeneration> AnswerAsync(Generation live, IReadOnlyList<Generation> all, CancellationToken cancellationToken)
    {
        if (_view?.Live is { } former && former.Generation != live && all.Contains(former.Generation) && !_served.ContainsKey(live))
        {
            var loading = Load(live);
            if (!loading.IsFaulted)
            {
                return former;
            }
        }

        return await ServeAsync(live, cancellationToken);
    }

    /// <summary>
    /// Loads a generation in the background, unless it has been loaded or is being loaded. If it cannot be loaded, that is logged.
    /// </summary>
    /// <returns>The task that loads it; if the last attempt failed, that failed task, while a new attempt starts.</returns>
    private Task Load(Generation generation)
    {
        if (!_loading.TryGetValue(generation, out var loading) || loading.IsFaulted)
        {
            _loading[generation] = Task.Run(() => ServeAsync(generation));
        }

        return loading ?? _loading[generation];
    }

    private sealed record Failure(long At, ExceptionDispatchInfo Cause);

    private sealed record View(long ReadAt, ServedGeneration Live, IReadOnlyList<Generation> Others);
}
