using DedupPlatform.VectorIndex.Qdrant.Wire;

namespace DedupPlatform.VectorIndex.Qdrant.Points;

/// <summary>Shorthand for the conditions of a filter.</summary>
internal static class Conditions
{
    public static Condition Is(string key, string value) => new() { Field = new FieldCondition { Key = key, Match = new Match { Keyword = value } } };

    public static Condition Is(string key, bool value) => new() { Field = new FieldCondition { Key = key, Match = new Match { Boolean = value } } };

    public static Condition InRange(string key, Wire.Range range) => new() { Field = new FieldCondition { Key = key, Range = range } };

    public static Condition HasId(IEnumerable<PointId> ids) => new() { HasId = new HasIdCondition { HasId = { ids } } };

    public static Condition All(params Condition[] conditions) => new() { Filter = new Filter { Must = { conditions } } };
}
