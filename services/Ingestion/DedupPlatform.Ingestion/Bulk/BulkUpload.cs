using System.IO.Pipelines;
using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace DedupPlatform.Ingestion;

/// <summary>Reads an upload line by line and hands the questions on in chunks; while the intake has no room, it reads no further.</summary>
internal sealed class BulkUpload(
    QuestionLimits limits, QuestionReader reader, IQuestionIntake intake, IngestionMetrics metrics, TimeProvider time, IHostApplicationLifetime process)
{
    private const int ChunkQuestions = 256;
    private const int ChunkBytes = 1024 * 1024;

    /// <exception cref="ServiceUnavailableException">No more can be kept now, or the process is stopping.</exception>
    /// <exception cref="BadHttpRequestException">The rest cannot be read; the lines before it have been kept.</exception>
    public async Task TakeAsync(PipeReader body, BulkTally tally, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, process.ApplicationStopping);
        try
        {
            await ReadAsync(body, tally, either.Token);
        }
        catch (OperationCanceledException) when (process.ApplicationStopping.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ServiceUnavailableException("The process is stopping.");
        }
    }

    private async Task ReadAsync(PipeReader body, BulkTally tally, CancellationToken cancellationToken)
    {
        var chunk = new List<IndexQuestion>(ChunkQuestions);
        var chunkBytes = 0;
        try
        {
            await foreach (var next in NdjsonLines.ReadAsync(body, limits.BulkLineBytes, time, cancellationToken))
            {
                // Nobody knows when more comes, so what is there does not wait for it.
                var isDue = next is null;
                if (next is { } line && Read(line, tally) is { } question)
                {
                    chunk.Add(question);
                    chunkBytes += line.Json.Length;
                    isDue = chunk.Count == ChunkQuestions || chunkBytes >= ChunkBytes;
                }

                if (isDue)
                {
                    await HandOnAsync();
                }
            }
        }
        catch (BadHttpRequestException) when (chunk.Count > 0)
        {
            await HandOnAsync();
            throw;
        }

        await HandOnAsync();

        async Task HandOnAsync()
        {
            if (chunk.Count > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await intake.AcceptAsync(chunk, Lane.Bulk, cancellationToken);
                tally.Accept(chunk.Count);
                metrics.Accepted(chunk.Count, Lane.Bulk);
                chunk = new List<IndexQuestion>(ChunkQuestions);
                chunkBytes = 0;
            }
        }
    }

    private IndexQuestion? Read(NdjsonLine line, BulkTally tally)
    {
        var faults = new Faults();
        if (line.TooLong)
        {
            faults.Add(Faults.Whole, $"has more than {limits.BulkLineBytes} bytes, which Limits:BulkLineBytes allows a line; send it alone to /v1/questions");
        }

        var question = line.TooLong ? null : reader.Read(line.Json, faults);
        if (question is null)
        {
            tally.Reject(line.Number, faults.Lines());
            metrics.Rejected(Lane.Bulk);
        }

        return question;
    }
}
