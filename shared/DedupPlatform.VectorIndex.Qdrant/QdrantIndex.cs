using DedupPlatform.VectorIndex.Qdrant.Points;
using DedupPlatform.VectorIndex.Qdrant.Transport;
using DedupPlatform.VectorIndex.Qdrant.Wire;

namespace DedupPlatform.VectorIndex.Qdrant;

/// <summary>One generation of the index, kept in a Qdrant collection.</summary>
/// <remarks>
/// Every write is guarded by its revision on the server, so that any number of processes may write the same questions in any order.
/// A call that fails halfway has written some of its questions, and can simply be repeated.
/// </remarks>
public sealed class QdrantIndex : IVectorIndex
{
    // The server's filter compares revisions as doubles.
    private const long HighestRevision = (1L << 53) - 1;

    private const ulong FirstSites = 1_000;

    // An exact count goes through all questions, one by one.
    private const int CountedASecond = 250_000;

    private static readonly Filter Stored = new() { MustNot = { Conditions.Is(Payload.Removed, true) } };
    private static readonly WithPayloadSelector WholePayload = new() { Enable = true };
    private static readonly WithVectorsSelector WholeVector = new() { Enable = true };

    private readonly QdrantConnection _connection;
    private readonly string _collection;
    private readonly int _dimension;
    private readonly IndexMetrics _metrics;
    private readonly PointWriter _writer;
    private readonly CandidateSearch _search;

    internal QdrantIndex(QdrantConnection connection, string collection, int dimension, QdrantOptions options, IndexMetrics metrics)
    {
        (_connection, _collection, _dimension, _metrics) = (connection, collection, dimension, metrics);
        _writer = new PointWriter(connection, collection, options.WriteBatch);
        _search = new CandidateSearch(connection, collection, options);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A vector or revision cannot be stored; nothing was written.</exception>
    public Task UpsertAsync(IReadOnlyList<IndexedQuestion> questions, CancellationToken cancellationToken = default) =>
        _metrics.UpsertAsync(questions.Count, () =>
        {
            Vectors.ThrowIfFaulty(questions, _dimension);
            ThrowIfFaulty(questions.Select(question => (question.Site, question.Id, question.Revision)), nameof(questions));
            var highest = questions.GroupBy(question => (question.Site, question.Id)).Select(same => same.MaxBy(question => question.Revision)!);
            return _writer.WriteAsync(highest.Select(question => PointWrite.Of(question, _dimension)), cancellationToken);
        });

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A revision cannot be stored; nothing was removed.</exception>
    public Task RemoveAsync(IReadOnlyList<QuestionRemoval> removals, CancellationToken cancellationToken = default)
    {
        ThrowIfFaulty(removals.Select(removal => (removal.Site, removal.Id, removal.Revision)), nameof(removals));
        var highest = removals.GroupBy(removal => (removal.Site, removal.Id)).Select(same => same.MaxBy(removal => removal.Revision));
        return _writer.WriteAsync(highest.Select(removal => PointWrite.Of(removal, _dimension)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Candidate>> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default) =>
        _metrics.SearchAsync(() =>
        {
            request.ThrowIfFaulty(_dimension);
            return _search.SearchAsync(request, cancellationToken);
        });

    /// <inheritdoc/>
    public async Task<IndexedQuestion?> FindAsync(string site, string id, CancellationToken cancellationToken = default)
    {
        var request = new GetPoints { CollectionName = _collection, Ids = { PointIds.Of(site, id) }, WithPayload = WholePayload, WithVectors = WholeVector };
        var answer = await _connection.ReadAsync(_connection.Points.GetAsync, request, _collection, cancellationToken);
        return answer.Result is [var point] && !QuestionPoints.IsRemoval(point) ? QuestionPoints.ToQuestion(point.Payload, point.Vectors) : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellationToken = default)
    {
        var seconds = _connection.ReadSeconds + (int)(await EstimateAsync(cancellationToken) / CountedASecond);

        // The server reserves room for the limit, so it cannot be "all": it is raised until the answer is shorter.
        for (var limit = FirstSites; ; limit *= 10)
        {
            var request = new FacetCounts
            {
                CollectionName = _collection,
                Key = Payload.Site,
                Filter = Stored,
                Limit = limit,
                Exact = true,

                // Without this the server applies its own limit of one minute.
                Timeout = (ulong)seconds,
            };
            var answer = await _connection.ReadAsync(_connection.Points.FacetAsync, request, _collection, seconds, cancellationToken);
            if ((ulong)answer.Hits.Count < limit)
            {
                return answer.Hits.Where(hit => hit.Count > 0).ToDictionary(hit => hit.Value.StringValue, hit => (long)hit.Count);
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>Taken from the server's payload indexes, without reading the points.</remarks>
    public async Task<long> EstimateAsync(CancellationToken cancellationToken = default)
    {
        var request = new CountPoints { CollectionName = _collection, Filter = Stored, Exact = false };
        var answer = await _connection.ReadAsync(_connection.Points.CountAsync, request, _collection, cancellationToken);
        return (long)answer.Result.Count;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The order is that of the points' ids, and <see cref="QuestionPage.Next"/> is such an id, so it is valid in every process. A
    /// page that would be too large for one answer is made smaller.
    /// </remarks>
    public async Task<QuestionPage> ReadAsync(string? from, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        if (from is not null && !Guid.TryParseExact(from, "D", out _))
        {
            throw new ArgumentException("A page begins at the Next of the page before, or at null.", nameof(from));
        }

        var request = new ScrollPoints
        {
            CollectionName = _collection,
            Offset = from is null ? null : new PointId { Uuid = from },
            WithPayload = WholePayload,
        };
        var answer = await AskAsync(limit, size =>
        {
            request.Limit = (uint)size;
            return _connection.ReadAsync(_connection.Points.ScrollAsync, request, _collection, cancellationToken);
        });
        var removed = answer.Result.ToLookup(QuestionPoints.IsRemoval);
        return new QuestionPage([.. removed[false].Select(point => QuestionPoints.ToQuestion(point.Payload, point.Vectors))], [.. removed[true].Select(QuestionPoints.ToRemoval)], answer.NextPageOffset?.Uuid);
    }

    /// <inheritdoc/>
    /// <remarks>Fewer are chosen if that many would be too large for one answer.</remarks>
    public async Task<IReadOnlyList<IndexedQuestion>> SampleAsync(int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var request = new QueryPoints
        {
            CollectionName = _collection,
            Query = new Query { Sample = Sample.Random },
            Filter = Stored,
            WithPayload = WholePayload,
            WithVectors = WholeVector,
        };
        var answer = await AskAsync(count, size =>
        {
            request.Limit = (ulong)size;
            return _connection.ReadAsync(_connection.Points.QueryAsync, request, _collection, cancellationToken);
        });
        return [.. answer.Result.Select(point => QuestionPoints.ToQuestion(point.Payload, point.Vectors))];
    }

    /// <summary>Halves the number asked for until the answer is small enough.</summary>
    private static async Task<T> AskAsync<T>(int limit, Func<int, Task<T>> ask)
    {
        for (var size = limit; ; size /= 2)
        {
            try
            {
                return await ask(size);
            }
            catch (IndexUnavailableException exception) when (size > 1 && ServerFaults.IsTooLarge(exception))
            {
                // Half as many may fit.
            }
        }
    }

    private static void ThrowIfFaulty(IEnumerable<(string Site, string Id, long Revision)> writes, string parameter)
    {
        var faults = writes
            .Where(write => write.Revision is < 0 or > HighestRevision)
            .Select(write => $"Question '{write.Id}' of site '{write.Site}' has revision {write.Revision}, and Qdrant keeps revisions of 0 to {HighestRevision}.")
            .ToList();
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', faults), parameter);
        }
    }
}
