namespace DedupPlatform.Encoding;

/// <summary>What an encoder makes of a question.</summary>
/// <param name="Vector">
/// One value for each of the model's dimensions, L2-normalised whether or not the model does so itself; empty if the encoder reads
/// too little of the question (<see cref="WordPieceTokenizer.Reads"/>), which then only matches questions with the same fingerprint.
/// </param>
/// <param name="Fingerprint">32 hexadecimal digits: equal exactly if two questions' normalised texts (the title and, with <c>Encoder:ReadBody</c>, the whole body) are equal.</param>
public sealed record Embedding(ReadOnlyMemory<float> Vector, string Fingerprint);
