namespace DedupPlatform.VectorIndex;

/// <summary>A stored question that may mean the same.</summary>
/// <param name="Site">The site it belongs to.</param>
/// <param name="Id">The platform's own identifier.</param>
/// <param name="Title">The question in one sentence.</param>
/// <param name="Url">Where people read it.</param>
/// <param name="Similarity">Cosine of the two vectors, −1 to 1.</param>
public sealed record Candidate(string Site, string Id, string Title, string? Url, float Similarity);
