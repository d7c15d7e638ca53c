namespace DedupPlatform.VectorIndex;

/// <summary>The removal of a question.</summary>
/// <param name="Site">The site it belongs to.</param>
/// <param name="Id">The platform's own identifier, unique within the site.</param>
/// <param name="Revision">
/// The highest revision that is removed, 0 or more; a copy of this or an older revision that arrives later stays out.
/// </param>
public readonly record struct QuestionRemoval(string Site, string Id, long Revision);
