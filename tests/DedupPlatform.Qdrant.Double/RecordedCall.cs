using Google.Protobuf;

namespace DedupPlatform.Qdrant.Double;

/// <summary>A gRPC call that arrived.</summary>
/// <param name="Method">Like <c>/qdrant.Points/Upsert</c>.</param>
/// <param name="ApiKey">The key it carried.</param>
/// <param name="HasDeadline">Whether it said how long its caller waits.</param>
/// <param name="Request">What it asked for.</param>
public sealed record RecordedCall(string Method, string? ApiKey, bool HasDeadline, IMessage Request);
