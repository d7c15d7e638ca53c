namespace DedupPlatform.Cli.Tests.Support;

/// <summary>A pipe whose writer stays silent after a text. Like that of a process, a read that waits for it cannot be cancelled.</summary>
internal sealed class IdlePipe(string text, Action? onIdle = null) : MemoryStream(System.Text.Encoding.UTF8.GetBytes(text))
{
    public override bool CanSeek => false;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position < Length)
        {
            return Read(buffer.Span);
        }

        onIdle?.Invoke();
        await Task.Delay(Timeout.Infinite, CancellationToken.None);
        return 0;
    }
}
