using DedupPlatform.VectorIndex.Qdrant.Transport;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Adapter;

public sealed class SocketsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Connections_are_replaced_so_that_a_node_that_was_away_gets_calls_again()
    {
        using var sockets = Sockets.Create(new QdrantOptions());

        sockets.PooledConnectionLifetime.ShouldBe(TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData("http://localhost:6334", false)]
    [InlineData("https://localhost:6334", false)]
    [InlineData("http://qdrant:6334", false)]
    [InlineData("https://qdrant.example:6334", true)]
    public void A_proxy_set_in_the_environment_is_used_only_where_it_can_pass_the_calls_on(string url, bool used)
    {
        using var sockets = Sockets.Create(new QdrantOptions { Url = new Uri(url) });

        sockets.UseProxy.ShouldBe(used);
    }

    [Theory]
    [InlineData(true, "localhost", TestAuthority.ForServers, true)]
    [InlineData(false, "localhost", TestAuthority.ForServers, false)]
    [InlineData(true, "another.example", TestAuthority.ForServers, false)]
    [InlineData(true, "localhost", TestAuthority.ForClients, false)]
    public async Task Only_the_servers_own_certificate_of_the_named_authority_is_trusted(bool named, string host, string purpose, bool trusted)
    {
        using var authority = new TestAuthority();
        using var namesake = new TestAuthority();
        using var certificate = (named ? authority : namesake).Sign(host, purpose);
        using var http = new HttpClient(Sockets.Create(new QdrantOptions { CertificateAuthority = authority.Authority }));

        (await TlsHandshake.IsTrustedAsync(certificate, port => http.GetAsync($"https://localhost:{port}/", Cancel), Cancel)).ShouldBe(trusted);
    }
}
