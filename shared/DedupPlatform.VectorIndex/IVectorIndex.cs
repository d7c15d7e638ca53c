namespace DedupPlatform.VectorIndex;

/// <summary>Stores questions with their vectors and finds the ones closest to a vector, site by site.</summary>
/// <remarks>
/// Writes are ordered by revision, not by arrival: a question is replaced only by a higher revision, and a removal keeps out every
/// revision up to its own. A write that a newer revision has overtaken is dropped without an error. When a write's task completes,
/// the write is durable and visible to every search that starts afterwards. All members may be called concurrently. Any of them may
/// throw <see cref="IndexUnavailableException"/> if the index cannot serve the call right now or no longer exists; a write that
/// fails this way may have been applied in part, and can simply be repeated.
/// </remarks>
public interface IVectorIndex
{
    /// <summary>
    /// Inserts or replaces questions. Several revisions of one question in a call count as if they were sent in order of revision.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A vector's dimension differs from the index's, its length is not 1, or it holds NaN or infinity; nothing was written.
    /// </exception>
    Task UpsertAsync(IReadOnlyList<IndexedQuestion> questions, CancellationToken cancellationToken = default);

    /// <summary>Removes questions and remembers the revisions of the removals.</summary>
    Task RemoveAsync(IReadOnlyList<QuestionRemoval> removals, CancellationToken cancellationToken = default);

    /// <summary>
    /// The stored questions of a site at or above a threshold, best first; equally similar ones in the order of their ids.
    /// </summary>
    /// <exception cref="ArgumentException">The vector is not one that the index could hold, or the limit is below 1.</exception>
    Task<IReadOnlyList<Candidate>> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default);

    /// <summary>One stored question, or <see langword="null"/> if there is none or it was removed.</summary>
    Task<IndexedQuestion?> FindAsync(string site, string id, CancellationToken cancellationToken = default);

    /// <summary>
    /// The number of questions by site, removed ones not counted. The numbers are exact; counting a large index may take minutes.
    /// </summary>
    Task<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>The approximate number of questions, removed ones not counted; a large index takes no longer than a small one.</summary>
    Task<long> EstimateAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads everything, page by page, tombstones included. An entry that is neither written nor removed meanwhile is read exactly
    /// once.
    /// </summary>
    /// <param name="from">Where to begin: <see cref="QuestionPage.Next"/> of the page before, or <see langword="null"/>.</param>
    /// <param name="limit">The maximum number of entries in a page, 1 or more.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is below 1.</exception>
    /// <exception cref="ArgumentException"><paramref name="from"/> was not returned by this index.</exception>
    Task<QuestionPage> ReadAsync(string? from, int limit, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stored questions chosen at random, with their vectors: <paramref name="count"/> of them, or all if there are fewer.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    Task<IReadOnlyList<IndexedQuestion>> SampleAsync(int count, CancellationToken cancellationToken = default);
}
