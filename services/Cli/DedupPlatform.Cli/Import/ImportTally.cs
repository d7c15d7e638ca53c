namespace DedupPlatform.Cli.Import;

/// <summary>How far an import has come, so that it can be told at any moment and at any end.</summary>
internal sealed class ImportTally
{
    private long _accepted;
    private long _rejected;

    public long Accepted => Interlocked.Read(ref _accepted);

    public long Rejected => Interlocked.Read(ref _rejected);

    public void Accept(long count) => Interlocked.Add(ref _accepted, count);

    public void Reject() => Interlocked.Increment(ref _rejected);
}
