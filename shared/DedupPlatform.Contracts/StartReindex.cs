namespace DedupPlatform.Contracts;

/// <summary>Command: embed every stored question anew, with the same or another model, into a new generation.</summary>
public sealed record StartReindex
{
    /// <summary>The job: the name of the generation being built.</summary>
    public required string JobId { get; init; }
}
