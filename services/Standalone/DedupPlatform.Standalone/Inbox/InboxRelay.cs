using System.Collections.Concurrent;
using System.Text.Json;
using DedupPlatform.Contracts;
using MassTransit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Standalone;

/// <summary>
/// Sends what waits in the inbox to the bus, each lane in order and independently of the other, a window of messages at a time.
/// A message whose processing fails temporarily is sent again later: nothing is dropped.
/// </summary>
/// <remarks>A start sends everything that is still in the inbox. Messages may therefore be sent twice; their revisions make that harmless.</remarks>
internal sealed class InboxRelay(
    Inbox inbox, IBusControl bus, IOptions<InboxOptions> options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<InboxRelay> logger)
    : BackgroundService
{
    /// <summary>The header that names a message's row.</summary>
    public const string RowHeader = "dedup-inbox-row";

    private const int PageRows = 256;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<long, UnderWay> _underWay = [];
    private string? _fault;

    /// <summary>Why messages are not getting through, or <see langword="null"/> while they are.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    /// <summary>Whether the process is ending, so that nothing new is begun.</summary>
    public bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Completes a message, sets it aside, or sends it again later.</summary>
    /// <param name="number">Its row.</param>
    /// <param name="failure">What its consumer threw, if anything.</param>
    public async Task SettleAsync(long number, Exception? failure)
    {
        if (!_underWay.TryRemove(number, out var message))
        {
            return;
        }

        try
        {
            switch (failure)
            {
                case null:
                    await inbox.CompleteAsync(message.Row);
                    break;
                case UnprocessableQuestionException:
                    await inbox.FailAsync(message.Row, failure.Message);
                    logger.SetAside(message.Row.Message.Id, message.Row.Message.Site, failure.Message);
                    break;
                default:
                    Again(message, failure);
                    return;
            }

            _fault = null;
            inbox.Of(message.Row.Message.Lane).Window.Release();
        }
        catch (SqliteException exception)
        {
            Again(message, exception);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not until stoppingToken: the relay is stopped after the bus, and has to end before it.
        try
        {
            // Until its endpoints are ready, the bus accepts messages and drops them.
            await bus.WaitForHealthStatus(BusHealthStatus.Healthy, lifetime.ApplicationStopping);

            // When one lane ends, so does the relay: a lane that has stopped must not go unnoticed.
            await await Task.WhenAny(RelayAsync(Lane.Live, lifetime.ApplicationStopping), RelayAsync(Lane.Bulk, lifetime.ApplicationStopping));
        }
        catch (OperationCanceledException) when (IsStopping)
        {
        }
    }

    private async Task RelayAsync(Lane lane, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var sent = 0L;
        while (true)
        {
            var arrival = inbox.Of(lane).Arrival;
            var rows = await ReadAsync(lane, sent, cancellationToken);
            foreach (var row in rows)
            {
                await inbox.Of(lane).Window.WaitAsync(cancellationToken);
                await SendAsync(new UnderWay(row, Attempts: 1), cancellationToken);
                sent = row.Number;
            }

            if (rows.Count == 0)
            {
                await arrival.WaitAsync(cancellationToken);
            }
        }
    }

    private bool NothingIsUnderWay => inbox.Of(Lane.Live).Window.CurrentCount + inbox.Of(Lane.Bulk).Window.CurrentCount == 2 * options.Value.Window;

    private async Task<IReadOnlyList<InboxRow>> ReadAsync(Lane lane, long behind, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var rows = inbox.Read(lane, behind, PageRows);
                if (attempt > 1 && NothingIsUnderWay)
                {
                    // No message will come to an end and clear it.
                    _fault = null;
                }

                return rows;
            }
            catch (SqliteException exception)
            {
                Note(exception);
                await Task.Delay(Pause(attempt), time, cancellationToken);
            }
        }
    }

    private async Task SendAsync(UnderWay message, CancellationToken cancellationToken)
    {
        var (number, stored) = message.Row;
        for (var attempt = message.Attempts; ; attempt++)
        {
            _underWay[number] = message with { Attempts = attempt };
            try
            {
                using var activity = InboxActivities.StartRelay(stored);
                var command = stored.Command();
                var endpoint = await bus.GetSendEndpoint(new Uri($"queue:{Queue(stored)}"));
                await endpoint.Send(
                    command, command.GetType(), Pipe.Execute<SendContext>(context => context.Headers.Set(RowHeader, number)), CancellationToken.None);
                return;
            }
            catch (JsonException exception)
            {
                await SettleAsync(number, new UnprocessableQuestionException("The stored message cannot be read.", exception));
                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Note(exception);
                await Task.Delay(Pause(attempt), time, cancellationToken);
            }
        }
    }

    private void Again(UnderWay message, Exception failure)
    {
        if (IsStopping)
        {
            return;
        }

        var stopping = lifetime.ApplicationStopping;
        Note(failure);
        _ = Task.Run(
            async () =>
            {
                await Task.Delay(Pause(message.Attempts), time, stopping);
                await SendAsync(message with { Attempts = message.Attempts + 1 }, stopping);
            },
            stopping);
    }

    // Thousands of messages may fail for the same reason: only the first of them is logged.
    private void Note(Exception exception)
    {
        if (Interlocked.Exchange(ref _fault, exception.Message) is null)
        {
            logger.NotGettingThrough(exception);
        }
    }

    private static TimeSpan Pause(int attempts) => TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(attempts, 10) - 1)));

    private static string Queue(InboxMessage message) => message switch
    {
        { Kind: InboxMessage.Remove } => QueueNames.RemoveQuestions,
        { Lane: Lane.Bulk } => QueueNames.IndexQuestionsBulk,
        _ => QueueNames.IndexQuestions,
    };

    private sealed record UnderWay(InboxRow Row, int Attempts);
}
