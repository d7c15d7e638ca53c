namespace DedupPlatform.Contracts;

/// <summary>Command: embed every stored question with another model, into a generation of its own.</summary>
public sealed record StartReindex
{
    /// <summary>The job: the name of the generation that is built.</summary>
    public required string JobId { get; init; }
}
