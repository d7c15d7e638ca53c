using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using DedupPlatform.Cli.Client;
using DedupPlatform.Cli.Import.Readers;
using DedupPlatform.Cli.Input;

namespace DedupPlatform.Cli.Import;

/// <summary>
/// A few senders share the rows, with one request in flight each. All rows with the same id go to the same sender, so that the
/// last one in the file wins, however often a request has to be sent again.
/// </summary>
internal sealed class Importer(DedupClient client, Retry retry, RejectedFile rejected)
{
    private const int Senders = 4;

    // The answer to a request lists at least its first 100 rejected lines, so a request of 100 lines has all of them listed.
    private const int LinesPerRequest = 100;

    // Many a proxy refuses a request of more than 1 MiB.
    private const int BytesPerRequest = 1 << 19;

    private long _accepted;

    /// <summary>How many rows the server has accepted so far, however the import ends.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    public async Task RunAsync(IAsyncEnumerable<ImportRow> rows, Action onProgress, CancellationToken cancellationToken)
    {
        var queues = Enumerable.Range(0, Senders)
            .Select(_ => Channel.CreateBounded<ImportRow>(LinesPerRequest))
            .ToArray();
        ExceptionDispatchInfo? unreadable = null;
        var jobs = queues
            .Select<Channel<ImportRow>, Func<CancellationToken, Task>>(queue => token => SendAsync(queue.Reader, onProgress, token))
            .Prepend(async token => unreadable = await DistributeAsync(rows, queues, token))
            .ToArray();

        // The first job that fails stops the others.
        await Parallel.ForEachAsync(
            jobs,
            new ParallelOptions { MaxDegreeOfParallelism = jobs.Length, CancellationToken = cancellationToken },
            async (job, token) => await job(token));
        unreadable?.Throw();
    }

    /// <summary>Returns the error that cut the input off, to be thrown once the rows read before it have been sent.</summary>
    private async Task<ExceptionDispatchInfo?> DistributeAsync(
        IAsyncEnumerable<ImportRow> rows, Channel<ImportRow>[] queues, CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo? unreadable = null;
        try
        {
            await foreach (var row in rows.WithCancellation(cancellationToken))
            {
                if (row.Fault is null)
                {
                    var sender = (uint)row.Id.GetHashCode(StringComparison.Ordinal) % Senders;
                    await queues[sender].Writer.WriteAsync(row, cancellationToken);
                }
                else
                {
                    rejected.Add(row, [row.Fault]);
                }
            }
        }
        catch (UnreadableInputException exception)
        {
            unreadable = ExceptionDispatchInfo.Capture(exception);
        }

        Array.ForEach(queues, queue => queue.Writer.Complete());
        return unreadable;
    }

    private async Task SendAsync(ChannelReader<ImportRow> queue, Action onProgress, CancellationToken cancellationToken)
    {
        var rows = new List<ImportRow>(LinesPerRequest);
        var lines = new MemoryStream();
        while (await queue.WaitToReadAsync(cancellationToken))
        {
            rows.Clear();
            lines.SetLength(0);
            while (rows.Count < LinesPerRequest && queue.TryPeek(out var row) && (rows.Count == 0 || lines.Length + row.Json.Length < BytesPerRequest))
            {
                queue.TryRead(out _);
                rows.Add(row);
                lines.Write(row.Json.Span);
                lines.WriteByte((byte)'\n');
            }

            var body = lines.GetBuffer().AsMemory(0, (int)lines.Length);
            Count(rows, await retry.RunAsync(token => client.ImportAsync(body, token), cancellationToken));
            onProgress();
        }
    }

    private void Count(List<ImportRow> rows, BulkAnswer answer)
    {
        var answered = answer.Accepted + answer.Rejected.Count;
        if (answered != rows.Count)
        {
            throw new CommandFailedException(
                ExitCode.Failed, $"The server answered for {answered} of {rows.Count} rows; it is not known which of them it has.");
        }

        Interlocked.Add(ref _accepted, answer.Accepted);
        foreach (var line in answer.Rejected)
        {
            rejected.Add(rows[line.Line - 1], line.Errors);
        }
    }
}
