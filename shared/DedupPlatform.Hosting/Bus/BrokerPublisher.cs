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
    private static readonly TimeSpan RetryWhenFull = TimeSpan.FromSeconds(10);

    private readonly BrokerConnections _connections;
    private readonly RabbitMqOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private BrokerLink? _link;

    internal BrokerPublisher(BrokerConnections connections, IOptions<RabbitMqOptions> options, TimeProvider time) =>
        (_connections, _options, _time) = (connections, options.Value, time);

    /// <summary>Completes when the broker has confirmed the message: by then most of its nodes have it on disk.</summary>
    /// <param name="queue">One of <see cref="QueueNames"/>.</param>
    /// <param name="lane">The lane; its messages wait while too many of them are unconfirmed, those of the bulk lane for as long as it takes.</param>
    /// <param name="json">The message.</param>
    /// <param name="cancellationToken">Cancels the wait, but not a message that has been sent.</param>
    /// <exception cref="ServiceBusyException">The queue is full.</exception>
    /// <exception cref="ServiceUnavailableException">
    /// The broker is unreachable or did not confirm in time; the message may have arrived nevertheless.
    /// </exception>
    public async Task PublishAsync(string queue, Lane lane, ReadOnlyMemory<byte> json, CancellationToken cancellationToken = default)
    {
        using var activity = TraceContext.Activities.StartActivity("publish", ActivityKind.Producer)?.SetTag("queue", queue);
        using var deadline = new CancellationTokenSource(_options.ConfirmWithin, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var link = await ConnectAsync(either.Token);
            if (lane == Lane.Bulk)
            {
                // An import waits its turn behind others; each of those is confirmed in time or fails.
                deadline.CancelAfter(Timeout.InfiniteTimeSpan);
            }

            using var room = await link.EnterAsync(lane, either.Token);
            if (lane == Lane.Bulk)
            {
                deadline.CancelAfter(_options.ConfirmWithin);
            }

            await link.PublishAsync(lane, exchange: queue, Properties(), json, either.Token);
        }
        catch (PublishException refusal) when (!refusal.IsReturn)
        {
            throw new ServiceBusyException($"The queue {queue} is full.", RetryWhenFull);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServiceUnavailableException(
                deadline.IsCancellationRequested
                    ? $"The broker did not confirm within {_options.ConfirmWithin.TotalSeconds:0.#} s."
                    : "The broker cannot be reached.",
                exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _opening.Dispose();
        if (_link is not null)
        {
            await _link.DisposeAsync();
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
                _link = null;
                await lost.DisposeAsync();
            }

            return _link ??= await BrokerLink.OpenAsync(_connections, cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    private static BasicProperties Properties() => new()
    {
        ContentType = "application/json",
        DeliveryMode = DeliveryModes.Persistent,
        Headers = TraceContext.Headers(),
    };
}
