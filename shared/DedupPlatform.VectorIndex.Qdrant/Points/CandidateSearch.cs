using DedupPlatform.VectorIndex.Qdrant.Transport;
using DedupPlatform.VectorIndex.Qdrant.Wire;

namespace DedupPlatform.VectorIndex.Qdrant.Points;

/// <summary>Finds the candidates of one site.</summary>
internal sealed class CandidateSearch(QdrantConnection connection, string collection, QdrantOptions options)
{
    // The server returns what is above a threshold, we return what is at or above it, and the server rounds differently.
    private const float ThresholdSlack = 1e-5f;

    private static readonly WithPayloadSelector CandidateFields = new()
    {
        Include = new PayloadIncludeSelector { Fields = { Payload.Id, Payload.Title, Payload.Url } },
    };

    private readonly SearchParams _parameters = Parameters(options);

    public async Task<IReadOnlyList<Candidate>> SearchAsync(SearchRequest request, CancellationToken cancellationToken) =>
        request.Best(await (request.Vector.IsEmpty ? ByFingerprintAsync(request, cancellationToken) : ByVectorAsync(request, cancellationToken)));

    private async Task<IEnumerable<Candidate>> ByVectorAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryPoints
        {
            CollectionName = collection,
            Query = new Query { Nearest = new VectorInput { Dense = new DenseVector { Data = { request.Vector.ToArray() } } } },
            Filter = Findable(request, unreadable: false),
            ScoreThreshold = request.Threshold - ThresholdSlack,
            Limit = (ulong)request.Limit,
            WithPayload = CandidateFields,
            Params = _parameters,
        };
        var answer = await connection.SearchAsync(connection.Points.QueryAsync, query, collection, cancellationToken);
        return answer.Result.Select(point => QuestionPoints.ToCandidate(point.Payload, request.Site, Vectors.Similarity(point.Score)));
    }

    private async Task<IEnumerable<Candidate>> ByFingerprintAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        var filter = Findable(request, unreadable: true);
        filter.Must.Add(Conditions.Is(Payload.Fingerprint, request.Fingerprint));
        var scroll = new ScrollPoints { CollectionName = collection, Filter = filter, Limit = (uint)request.Limit, WithPayload = CandidateFields };
        var answer = await connection.SearchAsync(connection.Points.ScrollAsync, scroll, collection, cancellationToken);
        return answer.Result.Select(point => QuestionPoints.ToCandidate(point.Payload, request.Site, similarity: 1));
    }

    private static Filter Findable(SearchRequest request, bool unreadable)
    {
        // A tombstone has no such field, so both searches leave it out.
        var filter = new Filter { Must = { Conditions.Is(Payload.Site, request.Site), Conditions.Is(Payload.Unreadable, unreadable) } };
        if (request.ExcludeId is not null)
        {
            filter.MustNot.Add(Conditions.HasId([PointIds.Of(request.Site, request.ExcludeId)]));
        }

        return filter;
    }

    private static SearchParams Parameters(QdrantOptions options)
    {
        var parameters = new SearchParams { Exact = options.Exact };
        if (options.SearchEf is { } ef)
        {
            parameters.HnswEf = (ulong)ef;
        }

        if (options.Quantization != Quantization.None)
        {
            parameters.Quantization = new QuantizationSearchParams { Rescore = true, Oversampling = options.Oversampling };
        }

        return parameters;
    }
}
