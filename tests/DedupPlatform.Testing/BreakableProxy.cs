using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace DedupPlatform.Testing;

/// <summary>
/// Stands before a server, and is like one that is killed or like a node that is cut off from the others: its connections break, or stay
/// open and no answer comes any more.
/// </summary>
public sealed class BreakableProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _target;
    private readonly Task _accepting;
    private ConcurrentBag<(Socket Client, Socket Server)> _open = [];
    private CancellationTokenSource _stall = new();

    public BreakableProxy(Uri target)
    {
        _target = target;
        _listener.Start();
        Url = new Uri($"{target.Scheme}://{_listener.LocalEndpoint}/");
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    public int Connections { get; private set; }

    /// <summary>How many connections were cut.</summary>
    public int Broken { get; private set; }

    /// <summary>Lets nothing more through on the connections there are; new ones work.</summary>
    public void Stall()
    {
        using var stall = Interlocked.Exchange(ref _stall, new CancellationTokenSource());
        stall.Cancel();
    }

    /// <summary>Ends the connections there are; new ones work.</summary>
    public void Cut()
    {
        foreach (var connection in Interlocked.Exchange(ref _open, []))
        {
            // Closing without time to linger sends a reset, as a killed server's system does.
            connection.Client.Close(0);
            connection.Server.Close(0);
            Broken++;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        Cut();
        _stall.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Connections++;
                await server.ConnectAsync(_target.Host, _target.Port);
                _open.Add((client, server));
                _ = PumpAsync(client, server, _stall.Token);
                _ = PumpAsync(server, client, _stall.Token);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private static async Task PumpAsync(Socket from, Socket to, CancellationToken stalled)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, stalled)) > 0)
            {
                await to.SendAsync(buffer.AsMemory(0, read), stalled);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Stalled, cut, or one end has closed.
        }
    }
}
