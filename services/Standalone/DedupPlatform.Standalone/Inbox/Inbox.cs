using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using DedupPlatform.Ingestion;
using DedupPlatform.VectorIndex;
using DedupPlatform.VectorIndex.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Standalone;

/// <summary>
/// The durable queue in front of the in-memory bus. What is accepted is on disk until it has been processed. Changes that arrive at
/// the same time share one transaction, and so one flush of the disk.
/// </summary>
internal sealed class Inbox : IQuestionIntake, IAsyncDisposable
{
    private const int MaxBatch = 1024;

    private static readonly TimeSpan RetryWhenFull = TimeSpan.FromSeconds(10);

    private readonly InboxFile _file;
    private readonly RevisionClock _clock;
    private readonly Coalescer<InboxWrite> _writes;
    private readonly InboxLane _live;
    private readonly InboxLane _bulk;
    private readonly CancellationToken _stopping;
    private long _failed;

    /// <exception cref="IOException">The inbox cannot be used; the message names the file and says what to do.</exception>
    public Inbox(
        IOptions<StorageOptions> storage, IOptions<InboxOptions> options, RevisionClock clock, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        _file = InboxFile.Open(storage.Value.Directory, time);
        _clock = clock;
        _clock.GoOnAfter(_file.ClockAtOpening);
        _live = new InboxLane(options.Value.Capacity, options.Value.Window, _file.LiveAtOpening);
        _bulk = new InboxLane(options.Value.Capacity, options.Value.Window, _file.BulkAtOpening);
        _failed = _file.FailedAtOpening;
        _stopping = lifetime.ApplicationStopping;
        _writes = new Coalescer<InboxWrite>(
            Write, MaxBatch, capacity: 4 * MaxBatch, isOutage: exception => exception is SqliteException sqlite && SqliteFaults.IsMachine(sqlite));
    }

    /// <summary>The number of messages that could not be processed, and whose question has not been processed since.</summary>
    public long FailedCount => Volatile.Read(ref _failed);

    public InboxLane Of(Lane lane) => lane == Lane.Bulk ? _bulk : _live;

    public async Task AcceptAsync(IReadOnlyList<IndexQuestion> questions, Lane lane, CancellationToken cancellationToken = default)
    {
        using var activity = InboxActivities.StartAccept(lane, questions.Count);
        var messages = questions.Select(question => InboxMessage.Of(question, lane)).ToList();
        if (lane == Lane.Bulk)
        {
            await EnterBulkAsync(messages.Count, cancellationToken);
            await KeepAsync(messages, _bulk, cancellationToken);
        }
        else
        {
            await AcceptLiveAsync(messages, cancellationToken);
        }
    }

    public async Task AcceptAsync(RemoveQuestion removal, CancellationToken cancellationToken = default)
    {
        using var activity = InboxActivities.StartAccept(Lane.Live, messages: 1);
        await AcceptLiveAsync([InboxMessage.Of(removal)], cancellationToken);
    }

    public Task<IndexQuestion?> FindQueuedAsync(string site, string id, CancellationToken cancellationToken = default)
    {
        try
        {
            return Task.FromResult(_file.FindNewest(site, id)?.Command() as IndexQuestion);
        }
        catch (SqliteException exception)
        {
            throw new ServiceUnavailableException("The inbox cannot be read.", exception);
        }
    }

    /// <summary>The next messages of a lane after a row, in order.</summary>
    public IReadOnlyList<InboxRow> Read(Lane lane, long behind, int limit) => _file.Read(lane, behind, limit);

    /// <summary>When the oldest message of a lane was accepted.</summary>
    public DateTimeOffset? Oldest(Lane lane) => _file.Oldest(lane);

    /// <summary>Completes when the disk has taken a write.</summary>
    /// <exception cref="ServiceUnavailableException">The disk takes no writes.</exception>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _writes.AddAsync(new InboxWrite.Probe(), cancellationToken);
        }
        catch (SqliteException exception)
        {
            throw CannotBeWritten(exception);
        }
    }

    /// <summary>Removes a message that has been processed.</summary>
    public async Task CompleteAsync(InboxRow row)
    {
        await _writes.AddAsync(new InboxWrite.Complete(row));
        Of(row.Message.Lane).Leave(1);
    }

    /// <summary>Sets aside a message that cannot be processed.</summary>
    public async Task FailAsync(InboxRow row, string reason)
    {
        await _writes.AddAsync(new InboxWrite.Fail(row.Number, reason));
        Of(row.Message.Lane).Leave(1);
    }

    public async ValueTask DisposeAsync()
    {
        await _writes.DisposeAsync();
        _file.Dispose();
    }

    // Once the process is stopping, nothing leaves the lane any more, so an upload that waits for room would wait in vain.
    private async Task EnterBulkAsync(int count, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping);
        try
        {
            await _bulk.EnterAsync(count, either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Stopping(exception);
        }
    }

    private Task AcceptLiveAsync(List<InboxMessage> messages, CancellationToken cancellationToken) => _live.TryEnter(messages.Count)
        ? KeepAsync(messages, _live, cancellationToken)
        : throw new ServiceBusyException($"{_live.Waiting} questions wait to be indexed.", RetryWhenFull);

    private async Task KeepAsync(List<InboxMessage> messages, InboxLane lane, CancellationToken cancellationToken)
    {
        try
        {
            await _writes.AddAsync(new InboxWrite.Accept(messages), cancellationToken);
        }
        catch (Exception exception)
        {
            lane.Leave(messages.Count);
            throw exception switch
            {
                SqliteException sqlite => CannotBeWritten(sqlite),
                ObjectDisposedException => Stopping(exception),
                _ => exception,
            };
        }

        lane.Announce();
    }

    private static ServiceUnavailableException CannotBeWritten(SqliteException exception) =>
        new($"The inbox cannot be written: {SqliteFaults.Describe(exception)}.", exception);

    private static ServiceUnavailableException Stopping(Exception exception) => new("The process is stopping.", exception);

    private Task Write(IReadOnlyList<InboxWrite> writes)
    {
        Interlocked.Add(ref _failed, _file.Write(writes, _clock.Last));
        return Task.CompletedTask;
    }
}
