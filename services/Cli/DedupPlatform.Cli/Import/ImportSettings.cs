namespace DedupPlatform.Cli.Import;

/// <summary>Where an import goes, and what it adds to its rows.</summary>
internal sealed record ImportSettings(Uri Server, string Site)
{
    public string? Link { get; init; }

    public required string RejectedFile { get; init; }

    /// <summary>Whether a file of that name is another import's, as where the input has no name to tell them apart.</summary>
    public bool KeepsEarlierRejected { get; init; }

    public bool Wait { get; init; }
}
