using System.ComponentModel;

namespace DedupPlatform.Ingestion;

/// <summary>The outcome of an upload.</summary>
internal sealed record BulkResponse(
    [property: Description("The questions that are durable.")] long Accepted,
    [property: Description("The lines that are not valid questions, all of them counted.")] long RejectedCount,
    [property: Description("The first of them.")] IReadOnlyList<RejectedLine> Rejected);

internal sealed record RejectedLine(
    [property: Description("The number of the line, from 1.")] long Line,
    [property: Description("Everything that is wrong with it.")] IReadOnlyList<string> Errors);
