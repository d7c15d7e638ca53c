using System.IO.Pipelines;
using DedupPlatform.Contracts;

namespace DedupPlatform.Ingestion;

/// <summary>Reads an upload line by line and hands the questions on in chunks; while the intake has no room, it reads no further.</summary>
internal sealed class BulkUpload(QuestionLimits limits, QuestionReader reader, IQuestionIntake intake, IngestionMetrics metrics, TimeProvider time)
{
    private const int ChunkQuestions = 256;
    private const int ChunkBytes = 1024 * 1024;

    public async Task TakeAsync(PipeReader body, BulkTally tally, CancellationToken cancellationToken)
    {
        var chunk = new List<IndexQuestion>(ChunkQuestions);
        var chunkBytes = 0;
        await foreach (var line in NdjsonLines.ReadAsync(body, limits.BulkLineBytes, time, cancellationToken))
        {
            if (Read(line, tally) is not { } question)
            {
                continue;
            }

            chunk.Add(question);
            chunkBytes += line.Json.Length;
            if (chunk.Count == ChunkQuestions || chunkBytes >= ChunkBytes)
            {
                await HandOnAsync(chunk, tally, cancellationToken);
                chunk = new List<IndexQuestion>(ChunkQuestions);
                chunkBytes = 0;
            }
        }

        if (chunk.Count > 0)
        {
            await HandOnAsync(chunk, tally, cancellationToken);
        }
    }

    private IndexQuestion? Read(NdjsonLine line, BulkTally tally)
    {
        var faults = new Faults();
        if (line.TooLong)
        {
            faults.Add(Faults.Whole, $"has more than {limits.BulkLineBytes} bytes");
        }

        var question = line.TooLong ? null : reader.Read(line.Json, faults);
        if (question is null)
        {
            tally.Reject(line.Number, faults.Lines());
            metrics.Rejected(Lane.Bulk);
        }

        return question;
    }

    private async Task HandOnAsync(List<IndexQuestion> chunk, BulkTally tally, CancellationToken cancellationToken)
    {
        await intake.AcceptAsync(chunk, Lane.Bulk, cancellationToken);
        tally.Accept(chunk.Count);
        metrics.Accepted(chunk.Count, Lane.Bulk);
    }
}
