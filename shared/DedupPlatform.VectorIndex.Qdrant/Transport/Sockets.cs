using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace DedupPlatform.VectorIndex.Qdrant.Transport;

/// <summary>How to connect to either of the server's ports.</summary>
internal static class Sockets
{
    public static SocketsHttpHandler Create(QdrantOptions options) => new()
    {
        // No proxy passes on HTTP/2 in the clear, which gRPC speaks to http addresses, and one set in the environment cannot reach this
        // machine's own.
        UseProxy = options.Url.Scheme == Uri.UriSchemeHttps && !options.Url.IsLoopback,
        EnableMultipleHttp2Connections = true,
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,

        // Behind a cluster's one name, calls stay with the node that a connection reached: new connections let a node that has restarted
        // get its share again. Calls under way end on the old one.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = options.CertificateAuthority is { } authority ? TrustOnly(authority) : null,
        },
    };

    private static X509ChainPolicy TrustOnly(string authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(authority);
        return policy;
    }
}
