namespace DedupPlatform.Cli.Import;

/// <summary>Where an import goes, and what it adds to its rows.</summary>
internal sealed record ImportSettings(Uri Server, string Site)
{
    public string? Link { get; init; }

    public bool Html { get; init; }

    public required string RejectedFile { get; init; }

    /// <summary>Whether to keep a rejected file that already exists: unless it is named after the file that is imported, it may be another import's.</summary>
    public bool KeepsEarlierRejected { get; init; }

    public bool Wait { get; init; }
}
