using DedupPlatform.VectorIndex;

namespace DedupPlatform.Standalone.Tests;

/// <summary>One of <see cref="BreakableGenerations"/>.</summary>
internal sealed class BreakableIndex(IVectorIndex index, int number, BreakableGenerations generations) : IVectorIndex
{
    public Task UpsertAsync(IReadOnlyList<IndexedQuestion> questions, CancellationToken cancellationToken = default) =>
        generations.CallAsync(nameof(UpsertAsync), number, () => index.UpsertAsync(questions, cancellationToken)).WaitAsync(cancellationToken);

    public Task RemoveAsync(IReadOnlyList<QuestionRemoval> removals, CancellationToken cancellationToken = default) =>
        generations.CallAsync(nameof(RemoveAsync), number, () => index.RemoveAsync(removals, cancellationToken));

    public Task<IReadOnlyList<Candidate>> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default) =>
        generations.CallAsync(nameof(SearchAsync), number, async () => generations.Blind == number ? [] : await index.SearchAsync(request, cancellationToken));

    public Task<IndexedQuestion?> FindAsync(string site, string id, CancellationToken cancellationToken = default) =>
        generations.CallAsync(nameof(FindAsync), number, () => index.FindAsync(site, id, cancellationToken));

    public Task<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellationToken = default) =>
        generations.CallAsync(nameof(CountAsync), number, () => index.CountAsync(cancellationToken));

    public Task<long> EstimateAsync(CancellationToken cancellationToken = default) =>
        generations.CallAsync(nameof(EstimateAsync), number, () => index.EstimateAsync(cancellationToken));

    public Task<QuestionPage> ReadAsync(string? from, int limit, CancellationToken cancellationToken = default) => index.ReadAsync(from, limit, cancellationToken);

    public Task<IReadOnlyList<IndexedQuestion>> SampleAsync(int count, CancellationToken cancellationToken = default) =>
        generations.CallAsync(nameof(SampleAsync), number, () => index.SampleAsync(count, cancellationToken));
}
