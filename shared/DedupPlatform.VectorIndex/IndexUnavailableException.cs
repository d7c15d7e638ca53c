namespace DedupPlatform.VectorIndex;

/// <summary>The index cannot serve right now (disk full, file locked, server away); the same call may succeed later.</summary>
public sealed class IndexUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
