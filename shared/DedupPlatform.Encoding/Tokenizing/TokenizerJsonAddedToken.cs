namespace DedupPlatform.Encoding;

/// <summary>A token that <c>tokenizer.json</c> adds to the vocabulary.</summary>
internal sealed record TokenizerJsonAddedToken(string Content, bool Special = false);
