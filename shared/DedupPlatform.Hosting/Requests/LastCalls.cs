using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;

namespace DedupPlatform.Hosting;

/// <summary>
/// Breaks off the connections that are still open a while after the process was told to end. The server waits for every request that
/// has begun, and once it is stopping it no longer limits how long the rest of one takes to come.
/// </summary>
internal sealed class LastCalls : IDisposable
{
    // Longer than calls take, and time to read their answers.
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _over;

    public LastCalls(IHostApplicationLifetime process, TimeProvider time)
    {
        _over = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        process.ApplicationStopping.Register(() => _over.CancelAfter(Within));
    }

    /// <summary>Serves a connection.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        using var ended = _over.Token.Register(() => connection.Abort(new ConnectionAbortedException("The process is stopping.")));
        await next(connection);
    }

    public void Dispose() => _over.Dispose();
}
