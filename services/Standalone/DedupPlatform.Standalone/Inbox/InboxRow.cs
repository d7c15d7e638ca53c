namespace DedupPlatform.Standalone;

/// <summary>A message and its number: a later message has a higher one, and no number is reused.</summary>
internal sealed record InboxRow(long Number, InboxMessage Message);
