namespace DedupPlatform.Ingestion;

/// <summary>The outcome of an upload.</summary>
/// <param name="Accepted">The questions that are durable.</param>
/// <param name="RejectedCount">The lines that are not valid questions, all of them counted.</param>
/// <param name="Rejected">The first of them.</param>
internal sealed record BulkResponse(long Accepted, long RejectedCount, IReadOnlyList<RejectedLine> Rejected);

/// <param name="Line">The number of the line, from 1.</param>
/// <param name="Errors">Everything that is wrong with it.</param>
internal sealed record RejectedLine(long Line, IReadOnlyList<string> Errors);
