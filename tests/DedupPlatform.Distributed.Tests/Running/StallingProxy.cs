using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace DedupPlatform.Distributed.Tests.Running;

/// <summary>Stands before a broker like a node that is cut off from the others: its connections stay open, and no answer comes any more.</summary>
internal sealed class StallingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly Uri _target;
    private readonly Task _accepting;
    private CancellationTokenSource _stall = new();

    public StallingProxy(Uri target)
    {
        _target = target;
        _listener.Start();
        Url = new Uri($"amqp://{_listener.LocalEndpoint}/");
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    public int Connections { get; private set; }

    /// <summary>Lets nothing more through on the connections there are; new ones work.</summary>
    public void Stall()
    {
        using var stall = Interlocked.Exchange(ref _stall, new CancellationTokenSource());
        stall.Cancel();
    }

    /// <summary>Ends the connections there are; new ones work.</summary>
    public void Cut()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        Cut();
        await _accepting;
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
                _sockets.Add(client);
                _sockets.Add(server);
                Connections++;
                await server.ConnectAsync(_target.Host, _target.Port);
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
            // Stalled, disposed, or one end has closed.
        }
    }
}
