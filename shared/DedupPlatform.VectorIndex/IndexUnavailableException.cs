namespace DedupPlatform.VectorIndex;

/// <summary>
/// The index cannot serve right now (disk full, server away), and the same call may succeed later; or it cannot be opened as it is
/// (in use, damaged, another model's), and the message says what to do.
/// </summary>
public sealed class IndexUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
