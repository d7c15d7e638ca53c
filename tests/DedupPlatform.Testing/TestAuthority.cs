using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DedupPlatform.Testing;

/// <summary>An authority that no system knows, and certificates for this machine that it or another one in its name has signed, as PEM files.</summary>
public sealed class TestAuthority : IDisposable
{
    public const string ForServers = "1.3.6.1.5.5.7.3.1", ForClients = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _issuer;
    private readonly string _folder = Directory.CreateTempSubdirectory("dedup-authority-").FullName;

    public TestAuthority()
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=an authority of our own", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var (from, until) = (DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        _issuer = authority.CreateSelfSigned(from, until);

        using var intermediateKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var intermediate = new CertificateRequest("CN=another in its name", intermediateKey, HashAlgorithmName.SHA256);
        intermediate.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using var signedIntermediate = intermediate.Create(_issuer, from, until, [5, 6, 7, 8]);
        using var deputy = signedIntermediate.CopyWithPrivateKey(intermediateKey);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(_issuer, from, until, [1, 2, 3, 4]);
        using var signedByDeputy = request.Create(deputy, from, until, [9, 10, 11, 12]);

        File.WriteAllText(PathOf("authority.pem"), _issuer.ExportCertificatePem());
        File.WriteAllText(PathOf("server.pem"), signed.ExportCertificatePem());
        File.WriteAllText(PathOf("chain.pem"), $"{signedByDeputy.ExportCertificatePem()}\n{signedIntermediate.ExportCertificatePem()}\n");
        File.WriteAllText(PathOf("server.key"), key.ExportPkcs8PrivateKeyPem());
    }

    public string Authority => PathOf("authority.pem");

    public string Certificate => PathOf("server.pem");

    /// <summary>For the same key, signed by the intermediate authority, whose own certificate follows.</summary>
    public string Chain => PathOf("chain.pem");

    public string Key => PathOf("server.key");

    /// <summary>Signs a certificate for another host or another purpose; it comes with its key.</summary>
    public X509Certificate2 Sign(string host, string purpose)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        using var signed = request.Create(_issuer, _issuer.NotBefore, _issuer.NotAfter, [1, 3, 5, 7]);
        return signed.CopyWithPrivateKey(key);
    }

    public void Dispose()
    {
        _issuer.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}
