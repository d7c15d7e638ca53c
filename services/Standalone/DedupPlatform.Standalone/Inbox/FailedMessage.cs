namespace DedupPlatform.Standalone;

/// <summary>A message that could not be processed, and why.</summary>
internal sealed record FailedMessage(InboxMessage Message, string Reason);
