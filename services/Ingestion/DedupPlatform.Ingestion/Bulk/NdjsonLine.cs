namespace DedupPlatform.Ingestion;

/// <summary>A line that is not blank.</summary>
/// <param name="Number">Counts all lines, blank ones too, from 1.</param>
/// <param name="Json">Its bytes without the line break, valid until the next line is asked for; empty if it is too long.</param>
/// <param name="TooLong">Whether it has more bytes than are allowed.</param>
internal readonly record struct NdjsonLine(long Number, ReadOnlyMemory<byte> Json, bool TooLong);
