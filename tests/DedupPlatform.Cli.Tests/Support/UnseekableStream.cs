namespace DedupPlatform.Cli.Tests.Support;

/// <summary>A pipe: its length is not known.</summary>
internal sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
{
    public override bool CanSeek => false;
}
