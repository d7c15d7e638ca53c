using Grpc.Core;

namespace DedupPlatform.VectorIndex.Qdrant.Transport;

/// <summary>What a failed call means for the caller.</summary>
internal static class ServerFaults
{
    private const int LongestReason = 200;

    public static Exception Explain(RpcException exception, string collection, int attempts) =>
        Backoff.MayPass(exception.StatusCode)
            ? new IndexUnavailableException(
                $"Qdrant cannot serve '{collection}' now: {exception.StatusCode} after {attempts} attempts. {Reason(exception)}", exception)
            : new QdrantRefusedException(
                $"Qdrant refused a call for '{collection}': {exception.StatusCode}. {Advice(exception.StatusCode)}{Reason(exception)}", exception.StatusCode);

    private static string Advice(StatusCode status) => status switch
    {
        StatusCode.Unauthenticated or StatusCode.PermissionDenied => "Check Qdrant:ApiKey. ",
        StatusCode.NotFound => "The collection does not exist, or was dropped. ",
        StatusCode.Unimplemented => "The server is too old, or Qdrant:Url is not the address of its gRPC port. ",
        _ => "",
    };

    // The server's reasons speak of names, numbers and types. Their length is cut all the same, lest one quotes what was sent.
    private static string Reason(RpcException exception) =>
        exception.Status.Detail is { Length: > LongestReason } detail ? detail[..LongestReason] + " …" : exception.Status.Detail;
}
