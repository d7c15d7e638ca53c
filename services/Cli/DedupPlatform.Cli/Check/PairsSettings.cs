namespace DedupPlatform.Cli.Check;

/// <summary>Where the questions of a file are checked, and how.</summary>
internal sealed record PairsSettings(Uri Server, string Site)
{
    public required int Limit { get; init; }

    /// <summary><see langword="null"/> leaves it to the server.</summary>
    public double? Threshold { get; init; }

    public bool Html { get; init; }
}
