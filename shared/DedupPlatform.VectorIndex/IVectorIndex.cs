namespace DedupPlatform.VectorIndex;

/// <summary>Stores questions with their vectors and finds the ones closest to a vector, site by site.</summary>
/// <remarks>
/// Writes are ordered by revision, not by arrival: a question is replaced only by a higher revision, and a removal keeps out
/// every revision up to its own. A write that a newer revision has overtaken is dropped without an error. When a write's task
/// completes, the write is durable and visible to every search that starts afterwards. All members may be called concurrently.
/// Any of them may throw <see cref="IndexUnavailableException"/>, where the index cannot serve it right now or is not there any more;
/// a write that has failed so may be in the index in part, and may simply be made again.
/// </remarks>
public interface IVectorIndex : IAsyncDisposable
{
    /// <summary>Inserts or replaces questions. Several revisions of one question in one call count as if sent in order of revision.</summary>
    /// <exception cref="ArgumentException">A vector has another dimension than the index, is not of length 1, or holds NaN or infinity; nothing was written.</exception>
    Task UpsertAsync(IReadOnlyList<IndexedQuestion> questions, CancellationToken cancellationToken = default);

    /// <summary>Removes questions and remembers the revisions of the removals.</summary>
    Task RemoveAsync(IReadOnlyList<QuestionRemoval> removals, CancellationToken cancellationToken = default);

    /// <summary>The stored questions of a site at or above a threshold, best first; equal ones in the order of their ids.</summary>
    /// <exception cref="ArgumentException">The vector is not one that the index could hold, or the limit is below 1.</exception>
    Task<IReadOnlyList<Candidate>> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default);

    /// <summary>One stored question, or <see langword="null"/> where there is none or it was removed.</summary>
    Task<IndexedQuestion?> FindAsync(string site, string id, CancellationToken cancellationToken = default);

    /// <summary>The number of questions by site, removed ones not counted. It is exact, and may take minutes in a large index.</summary>
    Task<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>About how many questions there are, removed ones not counted; it takes no longer in a large index.</summary>
    Task<long> EstimateAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads everything, page by page, tombstones included: what is neither written nor removed meanwhile is read exactly once.
    /// </summary>
    /// <param name="from">Where to begin: <see cref="QuestionPage.Next"/> of the page before, or <see langword="null"/>.</param>
    /// <param name="limit">The most entries of a page, 1 or more.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is below 1.</exception>
    /// <exception cref="ArgumentException"><paramref name="from"/> is nothing that this index has given.</exception>
    Task<QuestionPage> ReadAsync(string? from, int limit, CancellationToken cancellationToken = default);

    /// <summary>Stored questions chosen at random, with their vectors: <paramref name="count"/> of them, or all where there are fewer.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    Task<IReadOnlyList<IndexedQuestion>> SampleAsync(int count, CancellationToken cancellationToken = default);
}
