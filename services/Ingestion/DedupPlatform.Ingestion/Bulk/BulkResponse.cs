using System.ComponentModel;

namespace DedupPlatform.Ingestion;

/// <summary>The outcome of an upload.</summary>
internal sealed record BulkResponse(
    [property: Description("The questions that are durable.")] long Accepted,
    [property: Description("The lines that are not valid questions, all of them counted.")] long RejectedCount,
    [property: Description("The first of them.")] IReadOnlyList<RejectedLine> Rejected);

/// <summary>What the problem of an upload that broke off has, too, for the API's description.</summary>
internal sealed record BulkCounts
{
    [Description("The questions that are durable. Left out if nothing was read.")]
    public long Accepted { get; init; }

    [Description("The lines before the break that are not valid questions. Left out if nothing was read.")]
    public long RejectedCount { get; init; }
}

internal sealed record RejectedLine(
    [property: Description("The number of the line, from 1.")] long Line,
    [property: Description("Everything that is wrong with it.")] IReadOnlyList<string> Errors);
