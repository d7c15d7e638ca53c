namespace DedupPlatform.VectorIndex;

/// <summary>
/// The index cannot serve the call right now (disk full, server unreachable), and the same call may succeed later; or it cannot be
/// opened as it is (in use, damaged, made by another model), and the message says what to do.
/// </summary>
public sealed class IndexUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
