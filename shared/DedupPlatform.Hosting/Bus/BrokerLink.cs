using DedupPlatform.Contracts;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace DedupPlatform.Hosting;

/// <summary>Our own connection to the broker, with a channel for each lane, so that imports do not delay a live question.</summary>
internal sealed class BrokerLink : IAsyncDisposable
{
    // Enough to hide the broker's disk flushes, and no more than it takes in a moment. The client's own limiter would reject
    // callers once twice as many wait.
    private const int MostUnconfirmed = 1024;

    private static readonly CreateChannelOptions Confirming = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    private readonly IConnection _connection;
    private readonly LaneChannel _live, _bulk;
    private readonly TimeProvider _time;
    private readonly CancellationToken _lost;
    private long _heardAt;

    private BrokerLink(IConnection connection, IChannel live, IChannel bulk, TimeProvider time, CancellationToken lost) =>
        (_connection, _live, _bulk, _time, _lost, _heardAt) = (connection, new LaneChannel(live), new LaneChannel(bulk), time, lost, time.GetTimestamp());

    /// <summary>How long the broker has not confirmed or refused anything; at first, how long ago it let us in.</summary>
    public TimeSpan Silence => _time.GetElapsedTime(Volatile.Read(ref _heardAt));

    public bool IsOpen => _connection.IsOpen && _live.Channel.IsOpen && _bulk.Channel.IsOpen;

    /// <summary>Connects, and declares everything that must exist before the first message.</summary>
    public static async Task<BrokerLink> OpenAsync(BrokerConnections connections, TimeProvider time, CancellationToken cancellationToken)
    {
        var connection = await connections.OpenAsync("publisher", cancellationToken);

        // Before the channels: each of them, told of the end in turn, may wait for a message that it cannot send any more.
        var lost = new CancellationTokenSource();
        connection.ConnectionShutdownAsync += (_, _) =>
        {
            _ = lost.CancelAsync();
            return Task.CompletedTask;
        };
        try
        {
            var live = await connection.CreateChannelAsync(Confirming, cancellationToken);
            await BrokerTopology.DeclareAsync(live, cancellationToken);
            return new BrokerLink(connection, live, await connection.CreateChannelAsync(Confirming, cancellationToken), time, lost.Token);
        }
        catch
        {
            // Nobody waits for it to say goodbye: the client may do that for ever.
            _ = connection.DisposeAsync().AsTask();
            throw;
        }
    }

    /// <summary>Waits for room in a lane. Whoever has it gives it up by disposing of it.</summary>
    public async Task<IDisposable> EnterAsync(Lane lane, CancellationToken cancellationToken)
    {
        var room = Of(lane).Room;
        await room.WaitAsync(cancellationToken);
        return new Place(room);
    }

    /// <summary>Publishes what has room in the lane, and completes when the broker has confirmed.</summary>
    public async Task PublishAsync(Lane lane, string exchange, BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        // The client may forget a message that it was about to send when the connection was lost.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lost);
        try
        {
            await Of(lane).Channel
                .BasicPublishAsync(exchange, routingKey: "", mandatory: true, properties, body, cancellationToken)
                .AsTask().WaitAsync(end.Token);
            Hear();
        }
        catch (PublishException)
        {
            Hear();
            throw;
        }
    }

    /// <summary>Disconnects once all who have entered or wait to have left; nobody else should come.</summary>
    public async Task RetireAsync()
    {
        SemaphoreSlim[] rooms = [_live.Room, _bulk.Room];
        foreach (var room in rooms)
        {
            for (var place = 0; place < MostUnconfirmed; place++)
            {
                await room.WaitAsync();
            }
        }

        try
        {
            await DisposeAsync();
        }
        finally
        {
            // Whoever came nevertheless finds it closed.
            foreach (var room in rooms)
            {
                room.Release(MostUnconfirmed);
            }
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private LaneChannel Of(Lane lane) => lane == Lane.Bulk ? _bulk : _live;

    private void Hear() => Volatile.Write(ref _heardAt, _time.GetTimestamp());

    private sealed record LaneChannel(IChannel Channel)
    {
        public SemaphoreSlim Room { get; } = new(MostUnconfirmed);
    }

    private sealed class Place(SemaphoreSlim room) : IDisposable
    {
        public void Dispose() => room.Release();
    }
}
