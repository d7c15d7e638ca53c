using Google.Protobuf;

namespace DedupPlatform.Qdrant.Double;

/// <summary>A gRPC call that arrived.</summary>
/// <param name="Method">Like <c>/qdrant.Points/Upsert</c>.</param>
/// <param name="ApiKey">The key it carried.</param>
/// <param name="Deadline">How long its caller still waits, if it said so.</param>
/// <param name="Request">What it asked for.</param>
public sealed record RecordedCall(string Method, string? ApiKey, TimeSpan? Deadline, IMessage Request);
