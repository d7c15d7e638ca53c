namespace DedupPlatform.Encoding;

/// <summary>The field of <c>config.json</c> that says how to read the others.</summary>
internal sealed record ModelTypeFile
{
    public required string ModelType { get; init; }
}
