using Grpc.Core;

namespace DedupPlatform.VectorIndex.Qdrant.Transport;

/// <summary>What a failed call means for the caller.</summary>
internal static class ServerFaults
{
    private const int LongestReason = 200;

    // The gRPC client's own words; a server without room for a call answers with the same status, in other words.
    private const string TooLarge = "Received message exceeds the maximum configured message size.";

    public static Exception Explain(RpcException exception, Uri address, string collection, int attempts) => exception.StatusCode switch
    {
        // A caller that still uses a dropped generation will succeed once it has looked up the generations again.
        StatusCode.NotFound => new IndexUnavailableException($"Qdrant has no '{collection}', or has dropped it.", exception),
        var status when Backoff.MayPass(exception) =>
            new IndexUnavailableException(
                $"Qdrant at {address} (Qdrant:Url) cannot serve '{collection}' now: {status} after {attempts} attempts. {Reason(exception)}", exception),

        // Writes that are locked for a backup, a shard that is being moved, a server that cannot say what is wrong: it passes, but not at once.
        StatusCode.FailedPrecondition or StatusCode.Aborted or StatusCode.Unknown =>
            new IndexUnavailableException($"Qdrant does not serve '{collection}' now: {exception.StatusCode}. {Reason(exception)}", exception),

        // While a key is being changed, either the server or this process has the new one first; the caller has to wait for the other.
        StatusCode.Unauthenticated or StatusCode.PermissionDenied =>
            new IndexUnavailableException($"Qdrant refuses the key in a call for '{collection}': {exception.StatusCode}. Check Qdrant:ApiKey. {Reason(exception)}", exception),
        var status => new QdrantRefusedException($"Qdrant refused a call for '{collection}': {status}. {Advice(status)}{Reason(exception)}", status),
    };

    /// <summary>Whether the call failed because what it names does not exist.</summary>
    public static bool IsMissing(IndexUnavailableException exception) => exception.InnerException is RpcException { StatusCode: StatusCode.NotFound };

    /// <summary>
    /// Whether the answer was larger than this client accepts: the same call would fail again, one that asks for less may not.
    /// </summary>
    public static bool IsTooLarge(IndexUnavailableException exception) => exception.InnerException is RpcException inner && IsTooLarge(inner);

    /// <inheritdoc cref="IsTooLarge(IndexUnavailableException)"/>
    public static bool IsTooLarge(RpcException exception) => exception is { StatusCode: StatusCode.ResourceExhausted, Status.Detail: TooLarge };

    private static string Advice(StatusCode status) => status switch
    {
        StatusCode.Unimplemented => "The server is too old, or Qdrant:Url is not the address of its gRPC port. ",
        _ => "",
    };

    // The server's reasons mention names, numbers and types. They are cut short all the same, in case one quotes what was sent.
    private static string Reason(RpcException exception) =>
        exception.Status.Detail is { Length: > LongestReason } detail ? detail[..LongestReason] + " …" : exception.Status.Detail;
}
