using System.Diagnostics;
using DedupPlatform.Contracts;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace DedupPlatform.Hosting;

/// <summary>
/// Publishes commands as any other program does, and reports exactly what became of them. The bus would not: it keeps trying when
/// the broker refuses.
/// </summary>
public sealed class BrokerPublisher : IAsyncDisposable
{
    private static readonly TimeSpan RetryLater = TimeSpan.FromSeconds(10);

    // A process that is not ready is sent nothing that it could learn from, so it forgets.
    private static readonly TimeSpan RememberSilence = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    private readonly BrokerConnections _connections;
    private readonly RabbitMqOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private BrokerLink? _link;

    // When a message last waited for longer than it may; 0 where one has been confirmed since.
    private long _unconfirmedAt;

    internal BrokerPublisher(BrokerConnections connections, IOptions<RabbitMqOptions> options, TimeProvider time) =>
        (_connections, _options, _time) = (connections, options.Value, time);

    /// <summary>Whether the broker, a moment ago, let a message wait for longer than it may, and has confirmed none since.</summary>
    internal bool IsUnconfirmed => Volatile.Read(ref _unconfirmedAt) is not 0 and var at && _time.GetElapsedTime(at) < RememberSilence;

    /// <summary>Completes when the broker has confirmed the message: by then most of its nodes have it on disk.</summary>
    /// <param name="queue">One of <see cref="QueueNames"/>.</param>
    /// <param name="lane">The lane; its messages wait while too many of them are unconfirmed, those of the bulk lane for as long as it takes.</param>
    /// <param name="json">The message.</param>
    /// <param name="cancellationToken">Cancels the wait, but not a message that has been sent.</param>
    /// <exception cref="ServiceBusyException">The broker refuses the message now, as it does where the queue is full.</exception>
    /// <exception cref="ServiceUnavailableException">
    /// The broker is unreachable, has no queue for the message, or did not confirm in time; then it may have arrived nevertheless.
    /// </exception>
    public Task PublishAsync(string queue, Lane lane, ReadOnlyMemory<byte> json, CancellationToken cancellationToken = default)
    {
        var sending = SendAsync(queue, lane, json, cancellationToken);

        // Whoever gives up does not see the fault that comes later.
        _ = sending.ContinueWith(faulted => faulted.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return sending.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _opening.Dispose();
        if (_link is not null)
        {
            // Everything that was confirmed is on disk there, and a broker that hangs would keep the client waiting for its goodbye.
            await Task.WhenAny(_link.DisposeAsync().AsTask(), Task.Delay(Goodbye, _time));
        }
    }

    /// <summary>The open connection, or a new one after it was lost.</summary>
    internal async Task<BrokerLink> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_link is { IsOpen: true } open)
        {
            return open;
        }

        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_link is { IsOpen: false } lost)
            {
                Leave(lost);
            }

            return _link ??= await BrokerLink.OpenAsync(_connections, _time, cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>
    /// Goes on waiting for the confirm after the caller has given up: a broker that confirms nothing must be noticed even if nobody
    /// waits as long as it may take.
    /// </summary>
    private async Task SendAsync(string queue, Lane lane, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        using var activity = TraceContext.Activities.StartActivity("publish", ActivityKind.Producer)?.SetTag("queue", queue);
        using var deadline = new CancellationTokenSource(_options.ConfirmWithin, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        BrokerLink? link = null;
        IDisposable? room = null;
        try
        {
            while (room is null)
            {
                link = await ConnectAsync(either.Token);
                if (lane == Lane.Bulk)
                {
                    // An import waits its turn behind others; each of those is confirmed in time or fails.
                    deadline.CancelAfter(Timeout.InfiniteTimeSpan);
                }

                room = await link.EnterAsync(lane, either.Token);
                if (lane == Lane.Bulk)
                {
                    deadline.CancelAfter(_options.ConfirmWithin);
                }

                if (link != Volatile.Read(ref _link) || !link.IsOpen)
                {
                    // Given up or lost while this message waited for room in it.
                    room.Dispose();
                    (room, link) = (null, null);
                }
            }

            await link!.PublishAsync(lane, exchange: queue, Properties(), json, deadline.Token);
            Volatile.Write(ref _unconfirmedAt, 0);
        }
        catch (PublishException refusal) when (!refusal.IsReturn)
        {
            Volatile.Write(ref _unconfirmedAt, 0);
            // Only the bulk queue has a limit of its own; what refuses elsewhere is the operator's policy, or a fault of the broker's.
            throw new ServiceBusyException($"The broker takes no message for {queue} now, as when the queue is full.", RetryLater);
        }
        catch (Exception exception) when (deadline.IsCancellationRequested || !cancellationToken.IsCancellationRequested)
        {
            if (deadline.IsCancellationRequested && link is not null && link.Silence >= _options.ConfirmWithin)
            {
                Volatile.Write(ref _unconfirmedAt, _time.GetTimestamp());

                // The next call connects anew, perhaps to another node: one that is cut off from the others confirms nothing and keeps
                // its connections open.
                Leave(link);
            }

            throw Unavailable(exception, queue, deadline.IsCancellationRequested, isConnected: link is not null);
        }
        finally
        {
            // Only now, so that whoever gets the room knows that the connection has been given up.
            room?.Dispose();
        }
    }

    private ServiceUnavailableException Unavailable(Exception exception, string queue, bool isLate, bool isConnected)
    {
        var within = $"within {_options.ConfirmWithin.TotalSeconds:0.#} s";
        return new ServiceUnavailableException(
            exception switch
            {
                PublishException => $"The broker has no queue for {queue}.",
                _ when !isLate => "The broker cannot be reached.",
                _ when !isConnected => $"The broker could not be reached {within}.",
                _ => $"The broker did not confirm {within}.",
            },
            exception);
    }

    private void Leave(BrokerLink link)
    {
        if (Interlocked.CompareExchange(ref _link, null, link) == link)
        {
            // Nobody waits for it to say goodbye: the client may do that for ever.
            _ = link.RetireAsync();
        }
    }

    private static BasicProperties Properties() => new()
    {
        ContentType = "application/json",
        DeliveryMode = DeliveryModes.Persistent,
        Headers = TraceContext.Headers(),
    };
}
