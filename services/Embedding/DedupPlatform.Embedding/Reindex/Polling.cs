namespace DedupPlatform.Embedding;

/// <summary>Looks again at what may pass by itself.</summary>
internal static class Polling
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Much longer than it takes a node of the index to learn of a write to another node. Waiting for it is rare.
    private static readonly TimeSpan LagOfANode = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Keeps looking for a while, however long the first look took: a question that is just being written is in one generation a moment
    /// before the other.
    /// </summary>
    /// <returns>What the last look saw, or <see langword="null"/> once there is nothing to see.</returns>
    public static async Task<string?> PollAsync(
        this TimeProvider time, Func<Task<string?>> look, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var seen = await look();
        var since = time.GetTimestamp();
        while (seen is not null && time.GetElapsedTime(since) < timeout)
        {
            await Task.Delay(Pause, time, cancellationToken);
            seen = await look();
        }

        return seen;
    }

    /// <summary>
    /// Whether something is so, and not only to a node of the index that does not know of a write to another node yet: then it is looked at again.
    /// </summary>
    public static async Task<bool> StaysAsync(this TimeProvider time, Func<Task<bool>> look, CancellationToken cancellationToken)
    {
        if (!await look())
        {
            return false;
        }

        await Task.Delay(LagOfANode, time, cancellationToken);
        return await look();
    }
}
