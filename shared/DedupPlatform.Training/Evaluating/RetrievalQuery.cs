namespace DedupPlatform.Training.Evaluating;

/// <summary>A query and what to rank for it.</summary>
/// <param name="Place">The query.</param>
/// <param name="Documents">What is ranked; the query itself is skipped.</param>
/// <param name="Relevant">Those of the documents that answer it; at least one, never the query itself.</param>
public sealed record RetrievalQuery(int Place, IReadOnlyList<int> Documents, IReadOnlySet<int> Relevant);
