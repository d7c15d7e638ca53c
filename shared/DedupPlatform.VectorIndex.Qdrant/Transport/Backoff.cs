using System.Globalization;
using Grpc.Core;

namespace DedupPlatform.VectorIndex.Qdrant.Transport;

/// <summary>How long to wait before a call is tried again.</summary>
internal static class Backoff
{
    /// <summary>How many times a search is tried at most.</summary>
    public const int SearchAttempts = 2;

    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    // If the server asks for a longer wait, the call fails, and the wait is left to the caller.
    private static readonly TimeSpan LongestAsked = TimeSpan.FromSeconds(60);

    /// <summary>The wait after the attempt with this number (from 1), or <see langword="null"/> if another one is of no use.</summary>
    public static TimeSpan? Delay(RpcException exception, int attempt, bool isSearch)
    {
        if (!MayPass(exception) || ServerFaults.IsTooLarge(exception) || (isSearch && IsOverloaded(exception)))
        {
            return null;
        }

        // What was asked for is granted in full, and a little more, so that many clients do not return at the same moment.
        return AskedFor(exception.Trailers) is { } asked
            ? asked <= LongestAsked ? asked * (1 + (Random.Shared.NextDouble() / 4)) : null
            : Jitter(TimeSpan.FromTicks(Math.Min(First.Ticks << (attempt - 1), Longest.Ticks)));
    }

    /// <summary>Whether the same call may succeed a moment later.</summary>
    /// <remarks>
    /// Qdrant reports a full disk as an exhausted resource, a shard out of reach as unavailable, and whatever else goes wrong in it, such
    /// as a write that does not reach the node that leads, as an internal error; permanent faults have other codes. It cancels a call whose deadline it sees pass before its caller does.
    /// </remarks>
    public static bool MayPass(RpcException exception) =>
        exception.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled or StatusCode.ResourceExhausted or StatusCode.Internal
        // A connection that breaks during a call may surface as any status, though the server did not send it.
        || exception.Status.DebugException is HttpRequestException or IOException;

    /// <summary>Whether the server did not answer in time, or asks for a rest.</summary>
    private static bool IsOverloaded(RpcException exception) =>
        exception.StatusCode is StatusCode.DeadlineExceeded or StatusCode.Cancelled || AskedFor(exception.Trailers) is not null;

    private static TimeSpan? AskedFor(Metadata trailers) =>
        int.TryParse(trailers.GetValue("retry-after"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;

    // Between half of it and all of it, so that many clients do not return at the same moment.
    private static TimeSpan Jitter(TimeSpan delay) => delay * (0.5 + Random.Shared.NextDouble() / 2);
}
