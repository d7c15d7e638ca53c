namespace DedupPlatform.VectorIndex;

/// <summary>A page of everything an index holds, in an order that the index chooses and keeps between calls.</summary>
/// <param name="Questions">Stored questions. Their vectors are left out: who reads everything embeds it anew.</param>
/// <param name="Removals">Tombstones: what was removed, and up to which revision.</param>
/// <param name="Next">Where the next page begins; <see langword="null"/> after the last one.</param>
public sealed record QuestionPage(IReadOnlyList<IndexedQuestion> Questions, IReadOnlyList<QuestionRemoval> Removals, string? Next);
