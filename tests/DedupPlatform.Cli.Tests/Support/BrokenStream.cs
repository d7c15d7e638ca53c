namespace DedupPlatform.Cli.Tests.Support;

/// <summary>A text whose end cannot be read.</summary>
internal sealed class BrokenStream(string text) : MemoryStream(System.Text.Encoding.UTF8.GetBytes(text))
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await base.ReadAsync(buffer, cancellationToken) is > 0 and var count ? count : throw new IOException("The disk is broken.");
}
