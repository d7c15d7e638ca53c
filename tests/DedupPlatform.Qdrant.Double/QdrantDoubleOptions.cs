using System.Security.Cryptography.X509Certificates;

namespace DedupPlatform.Qdrant.Double;

/// <summary>Where the double listens, and what it asks for.</summary>
public sealed record QdrantDoubleOptions
{
    /// <summary>The gRPC port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The REST port on 127.0.0.1; 0 takes a free one.</summary>
    public int HttpPort { get; init; }

    /// <summary>The key every gRPC call must carry; none by default.</summary>
    public string? ApiKey { get; init; }

    /// <summary>What it proves itself with over TLS; without one it speaks in the clear.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Whether calls are kept, for a test to look at.</summary>
    public bool Records { get; init; } = true;

    /// <summary>When a write that nobody waits for is applied, unless a waited one applies it before.</summary>
    public TimeSpan ApplyAfter { get; init; } = TimeSpan.FromMilliseconds(100);
}
