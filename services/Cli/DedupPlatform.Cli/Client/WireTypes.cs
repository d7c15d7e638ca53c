namespace DedupPlatform.Cli.Client;

// What has no default must be in an answer: an answer without it is another server's.
internal sealed record BulkAnswer(long Accepted, IReadOnlyList<RejectedLine> Rejected);

/// <param name="Line">The line of the request, from 1.</param>
/// <param name="Errors">Everything that is wrong with it.</param>
internal sealed record RejectedLine(int Line, IReadOnlyList<string> Errors);

internal sealed record CheckRequest(string Title)
{
    public string? Site { get; init; }

    public string? Body { get; init; }

    public int? Limit { get; init; }

    public double? Threshold { get; init; }

    public string? ExcludeId { get; init; }
}

internal sealed record CheckAnswer(double Threshold, string Model, IReadOnlyList<CheckCandidate> Candidates);

internal sealed record CheckCandidate(string Id, string Title, double Similarity, string? Url = null, double? Probability = null);

/// <param name="Queued">Accepted questions that are not searchable yet; only a server that has the queue on its own disk knows.</param>
internal sealed record Readiness(long? Queued = null);

internal sealed record ReindexStart(string? Model);

internal sealed record ReindexStarted(string JobId);

internal sealed record ReindexStatus(
    string JobId, string State, long Done, long Total, long Failed = 0, double? Rate = null, double? Eta = null, string? Reason = null)
{
    public bool IsUnderWay => State is "running" or "verifying";
}
