namespace DedupPlatform.Standalone;

/// <summary>A change to the inbox; many of them share one transaction.</summary>
internal abstract record InboxWrite
{
    /// <summary>Messages are accepted.</summary>
    public sealed record Accept(IReadOnlyList<InboxMessage> Messages) : InboxWrite;

    /// <summary>A message has been processed, and whatever of its question was set aside up to its revision is settled with it.</summary>
    public sealed record Complete(InboxRow Row) : InboxWrite;

    /// <summary>A message that cannot be processed is set aside.</summary>
    public sealed record Fail(long Row, string Reason) : InboxWrite;

    /// <summary>Nothing is meant but to see whether the disk takes it.</summary>
    public sealed record Probe : InboxWrite;
}
