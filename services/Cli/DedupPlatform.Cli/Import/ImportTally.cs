namespace DedupPlatform.Cli.Import;

/// <summary>Counts how far an import has come, so that it can be reported at any moment and however the import ends.</summary>
internal sealed class ImportTally
{
    private long _accepted;
    private long _rejected;

    public long Accepted => Interlocked.Read(ref _accepted);

    public long Rejected => Interlocked.Read(ref _rejected);

    public void Accept(long count) => Interlocked.Add(ref _accepted, count);

    public void Reject() => Interlocked.Increment(ref _rejected);
}
