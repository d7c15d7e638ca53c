namespace DedupPlatform.Cli.Import;

/// <summary>What to import, and where to.</summary>
internal sealed record ImportSettings(string File, Uri Server)
{
    public string Site { get; init; } = "default";

    public ImportFormat? Format { get; init; }

    public string? Link { get; init; }

    public required string RejectedFile { get; init; }

    public bool Wait { get; init; }
}
