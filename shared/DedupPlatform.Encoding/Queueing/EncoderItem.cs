using System.Diagnostics;
using DedupPlatform.Contracts;

namespace DedupPlatform.Encoding;

/// <summary>One question in the encoder's queue, and the promise of its vector.</summary>
internal sealed class EncoderItem(int[] tokenIds, Lane lane)
{
    private readonly TaskCompletionSource<float[]> _vector = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int[] TokenIds => tokenIds;

    public Lane Lane => lane;

    /// <summary>The span of its caller, if that is recorded.</summary>
    public Activity? Activity { get; } = Activity.Current is { Recorded: true } recorded ? recorded : null;

    public long QueuedAt { get; } = Stopwatch.GetTimestamp();

    /// <summary>When its batch was started; 0 before.</summary>
    public long StartedAt { get; private set; }

    public Task<float[]> Vector => _vector.Task;

    public void Start() => StartedAt = Stopwatch.GetTimestamp();

    public void Complete(float[] vector) => _vector.TrySetResult(vector);

    public void Fail(Exception exception) => _vector.TrySetException(exception);

    public void Cancel(CancellationToken cancellationToken) => _vector.TrySetCanceled(cancellationToken);
}
