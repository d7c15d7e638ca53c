using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Servers;

/// <summary>Stands before a server and breaks its connections when told to.</summary>
internal sealed class BrittleProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, bool> _open = [];
    private readonly Uri _target;
    private readonly Task _accepting;

    public BrittleProxy(Uri target)
    {
        _target = target;
        _listener.Start();
        Url = new Uri($"http://{_listener.LocalEndpoint}");
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    public int Broken { get; private set; }

    public void BreakConnections()
    {
        foreach (var socket in _open.Keys)
        {
            // Closing without time to linger sends a reset, as a killed server's system does.
            socket.Close(0);
            _open.TryRemove(socket, out _);
            Broken++;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        BreakConnections();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(_target.Host, _target.Port);
                _open[client] = true;
                _ = PumpAsync(client, server);
                _ = PumpAsync(server, client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
            {
                await to.SendAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Broken.
        }
        finally
        {
            to.Dispose();
        }
    }
}
