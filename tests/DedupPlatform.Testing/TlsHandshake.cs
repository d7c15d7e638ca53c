using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace DedupPlatform.Testing;

/// <summary>A server that shows its certificate, and hangs up.</summary>
public static class TlsHandshake
{
    /// <summary>Whether a client that connects to this port says anything to whoever has this certificate.</summary>
    public static async Task<bool> IsTrustedAsync(X509Certificate2 certificate, Func<int, Task> connect, CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var connecting = connect(((IPEndPoint)listener.LocalEndpoint).Port);
        bool trusted;
        using (var client = await listener.AcceptTcpClientAsync(cancellationToken))
        {
            // A client that tries again would wait for an answer.
            listener.Stop();
            await using var stream = new SslStream(client.GetStream());
            try
            {
                await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancellationToken);
                trusted = await stream.ReadAsync(new byte[1], cancellationToken) > 0;
            }
            catch (Exception exception) when (exception is IOException or AuthenticationException)
            {
                trusted = false;
            }
        }

        // It fails in either case: nobody answers.
        await connecting.ContinueWith(_ => { }, cancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
        return trusted;
    }
}
