using System.Numerics.Tensors;
using DedupPlatform.VectorIndex.Qdrant.Wire;

namespace DedupPlatform.Qdrant.Double.Storage;

/// <summary>A collection; whoever calls holds the store's lock.</summary>
internal sealed class Collection(CreateCollection request)
{
    private readonly Dictionary<PointKey, StoredPoint> _points = [];
    private readonly SortedSet<PointKey> _order = [];
    private readonly Queue<Action> _pending = [];

    public Dictionary<string, Value> Metadata { get; } = new(request.Metadata);

    public Dictionary<string, PayloadSchemaType> Indexes { get; } = [];

    public VectorsConfig Vectors => request.VectorsConfig;

    /// <summary>How many writes are taken and not applied yet.</summary>
    public int Waiting => _pending.Count;

    private int Dimension => (int)request.VectorsConfig.Params.Size;

    /// <summary>Checks a write, as the server does before it takes one, and returns what applies it.</summary>
    public Action Prepare(UpsertPoints upsert)
    {
        FilterRules.Check(upsert.UpdateFilter);
        var points = upsert.Points.Select(point => StoredPoint.From(point, Dimension)).ToList();
        return () => Upsert(points, upsert.UpdateFilter);
    }

    public void Enqueue(Action write) => _pending.Enqueue(write);

    public void ApplyPending()
    {
        while (_pending.TryDequeue(out var write))
        {
            write();
        }
    }

    public IEnumerable<StoredPoint> Get(IEnumerable<PointKey> keys) => keys.Select(key => _points.GetValueOrDefault(key)).OfType<StoredPoint>();

    /// <summary>Points by rising id, from an id on.</summary>
    public IEnumerable<StoredPoint> Scroll(PointKey from, Filter? filter)
    {
        FilterRules.Check(filter);
        return _order.GetViewBetween(from, PointKey.Highest).Select(key => _points[key]).Where(FilterRules.Compile(filter));
    }

    /// <summary>The points of the highest scores above a threshold. A score that is not a number passes every threshold and comes before all others.</summary>
    public IEnumerable<(StoredPoint Point, float Score)> Nearest(DenseVector query, Filter? filter, float? threshold)
    {
        FilterRules.Check(filter);
        var vector = StoredPoint.Normalized(query, Dimension);
        return _points.Values
            .Where(FilterRules.Compile(filter))
            .Select(point => (Point: point, Score: TensorPrimitives.Dot<float>(vector, point.Vector)))
            .Where(hit => threshold is not { } least || !(hit.Score <= least))
            .OrderByDescending(hit => float.IsNaN(hit.Score))
            .ThenByDescending(hit => hit.Score)
            .ThenBy(hit => hit.Point.Key);
    }

    /// <summary>Points in an order of chance.</summary>
    public IEnumerable<(StoredPoint Point, float Score)> Sample(Filter? filter)
    {
        FilterRules.Check(filter);
        var points = _points.Values.Where(FilterRules.Compile(filter)).Select(point => (point, 0f)).ToArray();
        Random.Shared.Shuffle(points);
        return points;
    }

    public IEnumerable<(FacetValue Value, ulong Count)> Facet(string key, Filter? filter)
    {
        FilterRules.Check(filter);
        if (!Indexes.TryGetValue(key, out var type) || type is not (PayloadSchemaType.Keyword or PayloadSchemaType.Integer or PayloadSchemaType.Bool))
        {
            throw Refusals.BadInput($"no index of '{key}' that a facet could use");
        }

        return _points.Values
            .Where(FilterRules.Compile(filter))
            .Select(point => point.Payload.TryGetValue(key, out var value) ? ToFacet(value, type) : null)
            .OfType<FacetValue>()
            .GroupBy(value => value)
            .Select(group => (group.Key, (ulong)group.LongCount()))
            .OrderByDescending(hit => hit.Item2)
            .ThenBy(hit => hit.Key.ToString(), StringComparer.Ordinal);
    }

    // Judged by what is stored before the batch; then the last one of an id wins.
    private void Upsert(List<StoredPoint> points, Filter? filter)
    {
        var givesWay = FilterRules.Compile(filter);
        var kept = points.Select(point => point.Key).Where(key => _points.TryGetValue(key, out var stored) && !givesWay(stored)).ToHashSet();
        foreach (var point in points.Where(point => !kept.Contains(point.Key)))
        {
            _points[point.Key] = point;
            _order.Add(point.Key);
        }
    }

    private static FacetValue? ToFacet(Value value, PayloadSchemaType type) => (type, value.KindCase) switch
    {
        (PayloadSchemaType.Keyword, Value.KindOneofCase.StringValue) => new FacetValue { StringValue = value.StringValue },
        (PayloadSchemaType.Integer, Value.KindOneofCase.IntegerValue) => new FacetValue { IntegerValue = value.IntegerValue },
        (PayloadSchemaType.Bool, Value.KindOneofCase.BoolValue) => new FacetValue { BoolValue = value.BoolValue },
        _ => null,
    };
}
