using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MassTransit;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace DedupPlatform.Hosting;

/// <summary>Opens and configures connections to the broker, the bus's as well as our own.</summary>
internal sealed class BrokerConnections(IOptions<RabbitMqOptions> options)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    // No broker can be configured to take a larger one.
    private const uint LargestMessage = 512 * 1024 * 1024;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    public Uri Url => options.Value.Url;

    public Task<IConnection> OpenAsync(string name, CancellationToken cancellationToken = default) =>
        Configure(new ConnectionFactory()).CreateConnectionAsync(name, cancellationToken);

    /// <summary>
    /// Readies the bus for its next connection: configures it, and declares everything that must exist, over a connection of its own.
    /// </summary>
    /// <exception cref="ConnectionException">The broker cannot be reached or refuses, or a file cannot be read; the bus tries again.</exception>
    public async Task PrepareAsync(ConnectionFactory bus)
    {
        try
        {
            // With the very password that the bus logs in with: if it is refused, it is refused here.
            await using var connection = await Configure(bus).CreateConnectionAsync("topology");
            await using var channel = await connection.CreateChannelAsync();
            await BrokerTopology.DeclareAsync(channel);
        }
        catch (Exception exception)
        {
            // The bus retries every connection that fails, except after a refused login, where its endpoints end for good, and at the
            // start after what is not called transient. It looks for the refusal in the innermost exception, so none is handed on.
            throw new ConnectionException($"The queues cannot be declared at {Url}: {exception.GetBaseException().Message}", isTransient: true);
        }
    }

    private ConnectionFactory Configure(ConnectionFactory factory)
    {
        var broker = options.Value;
        factory.Uri = broker.Url;
        factory.UserName = broker.Username;
        factory.Password = broker.PasswordFile is { } file ? File.ReadAllText(file).Trim() : broker.Password;
        factory.RequestedConnectionTimeout = ConnectTimeout;

        // By default the client breaks the connection off at a message of 64 MiB, and all that were at hand come back with it, until the
        // broker sets them aside.
        factory.MaxInboundMessageBodySize = LargestMessage;

        // A connection that is lost is replaced by a new one; a recovered one would not report what it lost.
        factory.AutomaticRecoveryEnabled = false;
        if (factory.Ssl.Enabled)
        {
            // By default the client would accept a certificate for another server's name.
            factory.Ssl.AcceptablePolicyErrors = SslPolicyErrors.None;
            factory.Ssl.ServerName = broker.Url.Host;
            factory.Ssl.CertificateValidationCallback = broker.CertificateAuthority is { } authority ? TrustOnly(authority) : null;
        }

        return factory;
    }

    private static RemoteCertificateValidationCallback TrustOnly(string authority)
    {
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPemFile(authority);
        return (_, certificate, sent, errors) =>
        {
            // The only error to accept is an untrusted chain, and only if it ends at our own authority.
            if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
            {
                return false;
            }

            using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
            if (sent is not null)
            {
                // The authorities between our own and the server's certificate, which the server sends along.
                chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
            }

            return chain.Build(leaf);
        };
    }
}
