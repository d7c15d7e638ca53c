using System.Diagnostics;
using DedupPlatform.Contracts;

namespace DedupPlatform.Encoding;

/// <summary>One question in the encoder's queue, and the promise of its vector.</summary>
internal sealed class EncoderItem(int[] tokenIds, Lane lane)
{
    private readonly TaskCompletionSource<float[]> _vector = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int[] TokenIds => tokenIds;

    public Lane Lane => lane;

    public long QueuedAt { get; } = Stopwatch.GetTimestamp();

    public Task<float[]> Vector => _vector.Task;

    public void Complete(float[] vector) => _vector.TrySetResult(vector);

    public void Fail(Exception exception) => _vector.TrySetException(exception);

    public void Cancel(CancellationToken cancellationToken) => _vector.TrySetCanceled(cancellationToken);
}
