using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting.Tests;

public sealed class BrokerConnectionsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, "localhost", TestAuthority.ForServers, true)]
    [InlineData(false, "localhost", TestAuthority.ForServers, false)]
    [InlineData(true, "another.example", TestAuthority.ForServers, false)]
    [InlineData(true, "localhost", TestAuthority.ForClients, false)]
    public async Task Only_the_brokers_own_certificate_of_the_named_authority_is_trusted(bool named, string host, string purpose, bool trusted)
    {
        using var authority = new TestAuthority();
        using var namesake = new TestAuthority();
        using var certificate = (named ? authority : namesake).Sign(host, purpose);

        (await TlsHandshake.IsTrustedAsync(certificate, ConnectAsync, Cancel)).ShouldBe(trusted);

        async Task ConnectAsync(int port)
        {
            var options = new RabbitMqOptions { Url = new Uri($"amqps://localhost:{port}/"), CertificateAuthority = authority.Authority };
            await using var connection = await new BrokerConnections(Options.Create(options)).OpenAsync("test", Cancel);
        }
    }
}
