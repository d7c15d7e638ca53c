namespace DedupPlatform.Cli.Quality;

/// <summary>What <c>dedup evaluate --json</c> prints.</summary>
internal sealed record Evaluation
{
    public required IReadOnlyList<PairReport> Pairs { get; init; }

    public required IReadOnlyList<RetrievalReport> Retrieval { get; init; }

    public required IReadOnlyList<CorpusReport> Corpora { get; init; }

    public required IReadOnlyList<MadeReport> Made { get; init; }

    public IReadOnlyList<ReportSection> ToSections() =>
    [
        .. Pairs.Select(report => report.ToSection()),
        .. Retrieval.Select(report => report.ToSection()),
        .. Corpora.Select(report => report.ToSection()),
        .. Made.Select(report => report.ToSection()),
    ];
}
