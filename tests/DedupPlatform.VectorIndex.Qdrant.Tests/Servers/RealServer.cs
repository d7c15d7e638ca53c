namespace DedupPlatform.VectorIndex.Qdrant.Tests.Servers;

/// <summary>The real server that the suites run against as well, where <c>QDRANT_URL</c> names one.</summary>
internal static class RealServer
{
    private const int GrpcPort = 6334, RestPort = 6333;

    /// <summary>Its gRPC address, or <see langword="null"/>. The address of its REST port is understood too.</summary>
    public static Uri? Url { get; } = Environment.GetEnvironmentVariable("QDRANT_URL") is { Length: > 0 } text ? Grpc(new Uri(text)) : null;

    /// <summary>The key it asks for.</summary>
    public static string? ApiKey { get; } = Environment.GetEnvironmentVariable("QDRANT_API_KEY");

    private static Uri Grpc(Uri url) => url.Port == RestPort ? new UriBuilder(url) { Port = GrpcPort }.Uri : url;
}
