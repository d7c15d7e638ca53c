using Grpc.Core;

namespace DedupPlatform.VectorIndex.Qdrant;

/// <summary>
/// Qdrant refused a call that it can never accept: the same call will fail again. The message names the collection, the status and
/// the server's reason.
/// </summary>
public sealed class QdrantRefusedException : Exception
{
    internal QdrantRefusedException(string message, StatusCode status)
        : base(message) => Status = status;

    internal StatusCode Status { get; }
}
