using Grpc.Core;

namespace DedupPlatform.VectorIndex.Qdrant.Transport;

/// <summary>What a failed call means for the caller.</summary>
internal static class ServerFaults
{
    private const int LongestReason = 200;

    // What gRPC itself says here; a server that has no room for a call calls it by the same status, in other words.
    private const string TooLarge = "Received message exceeds the maximum configured message size.";

    public static Exception Explain(RpcException exception, string collection, int attempts) => exception.StatusCode switch
    {
        // Whoever still uses a dropped generation is late, and fine as soon as it looks again.
        StatusCode.NotFound => new IndexUnavailableException($"Qdrant has no '{collection}', or has dropped it.", exception),
        var status when Backoff.MayPass(exception) =>
            new IndexUnavailableException($"Qdrant cannot serve '{collection}' now: {status} after {attempts} attempts. {Reason(exception)}", exception),

        // Of a key that is being changed the server or this process has the new one first; whoever made this call has to wait for the other.
        StatusCode.Unauthenticated or StatusCode.PermissionDenied =>
            new IndexUnavailableException($"Qdrant refuses the key in a call for '{collection}': {exception.StatusCode}. Check Qdrant:ApiKey. {Reason(exception)}", exception),
        var status => new QdrantRefusedException($"Qdrant refused a call for '{collection}': {status}. {Advice(status)}{Reason(exception)}", status),
    };

    /// <summary>Whether the call failed because what it names does not exist.</summary>
    public static bool IsMissing(IndexUnavailableException exception) => exception.InnerException is RpcException { StatusCode: StatusCode.NotFound };

    /// <summary>Whether the answer was larger than this client takes: the same call would bring it again, one for less may not.</summary>
    public static bool IsTooLarge(IndexUnavailableException exception) => exception.InnerException is RpcException inner && IsTooLarge(inner);

    /// <inheritdoc cref="IsTooLarge(IndexUnavailableException)"/>
    public static bool IsTooLarge(RpcException exception) => exception is { StatusCode: StatusCode.ResourceExhausted, Status.Detail: TooLarge };

    private static string Advice(StatusCode status) => status switch
    {
        StatusCode.Unimplemented => "The server is too old, or Qdrant:Url is not the address of its gRPC port. ",
        _ => "",
    };

    // The server's reasons speak of names, numbers and types. Their length is cut all the same, lest one quotes what was sent.
    private static string Reason(RpcException exception) =>
        exception.Status.Detail is { Length: > LongestReason } detail ? detail[..LongestReason] + " …" : exception.Status.Detail;
}
