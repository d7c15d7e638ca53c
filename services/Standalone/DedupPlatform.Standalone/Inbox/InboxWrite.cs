namespace DedupPlatform.Standalone;

/// <summary>A change to the inbox; many of them share one transaction.</summary>
internal abstract record InboxWrite
{
    /// <summary>Messages are accepted.</summary>
    public sealed record Accept(IReadOnlyList<InboxMessage> Messages) : InboxWrite;

    /// <summary>A message has been processed; this also settles messages about its question that were set aside, up to its revision.</summary>
    public sealed record Complete(InboxRow Row) : InboxWrite;

    /// <summary>A message that cannot be processed is set aside.</summary>
    public sealed record Fail(long Row, string Reason) : InboxWrite;

    /// <summary>A write that only shows whether the disk takes writes.</summary>
    public sealed record Probe : InboxWrite;
}
