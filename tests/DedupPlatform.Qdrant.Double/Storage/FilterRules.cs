using DedupPlatform.VectorIndex.Qdrant.Wire;

namespace DedupPlatform.Qdrant.Double.Storage;

/// <summary>Which points a filter lets through.</summary>
internal static class FilterRules
{
    /// <summary>Refuses a filter that says nothing somewhere.</summary>
    public static void Check(Filter? filter)
    {
        foreach (var condition in filter is null ? [] : filter.Must.Concat(filter.Should).Concat(filter.MustNot))
        {
            switch (condition.ConditionOneOfCase)
            {
                case Condition.ConditionOneOfOneofCase.Filter:
                    Check(condition.Filter);
                    break;
                case Condition.ConditionOneOfOneofCase.HasId:
                    foreach (var id in condition.HasId.HasId)
                    {
                        PointKey.Of(id);
                    }

                    break;
                case Condition.ConditionOneOfOneofCase.Field when condition.Field.Key.Length > 0 && (condition.Field.Match is null) != (condition.Field.Range is null):
                    break;
                default:
                    throw Refusals.BadInput("Malformed Condition parameter");
            }
        }
    }

    /// <summary>Makes the test of a checked filter.</summary>
    public static Func<StoredPoint, bool> Compile(Filter? filter)
    {
        if (filter is null)
        {
            return _ => true;
        }

        var must = filter.Must.Select(Compile).ToArray();
        var should = filter.Should.Select(Compile).ToArray();
        var mustNot = filter.MustNot.Select(Compile).ToArray();
        return point => Array.TrueForAll(must, condition => condition(point))
            && (should.Length == 0 || Array.Exists(should, condition => condition(point)))
            && !Array.Exists(mustNot, condition => condition(point));
    }

    private static Func<StoredPoint, bool> Compile(Condition condition)
    {
        switch (condition.ConditionOneOfCase)
        {
            case Condition.ConditionOneOfOneofCase.Filter:
                return Compile(condition.Filter);
            case Condition.ConditionOneOfOneofCase.HasId:
                var ids = condition.HasId.HasId.Select(PointKey.Of).ToHashSet();
                return point => ids.Contains(point.Key);
            default:
                var field = condition.Field;
                Func<Value, bool> fits = field.Match is null ? value => IsInRange(value, field.Range) : value => IsMatch(value, field.Match);
                return point => point.Payload.TryGetValue(field.Key, out var value)
                    && (value.KindCase == Value.KindOneofCase.ListValue ? value.ListValue.Values.Any(fits) : fits(value));
        }
    }

    private static bool IsMatch(Value value, Match match) => match.MatchValueCase switch
    {
        Match.MatchValueOneofCase.Keyword => value.KindCase == Value.KindOneofCase.StringValue && value.StringValue == match.Keyword,
        Match.MatchValueOneofCase.Boolean => value.KindCase == Value.KindOneofCase.BoolValue && value.BoolValue == match.Boolean,
        _ => throw Refusals.BadInput("Malformed Match condition"),
    };

    private static bool IsInRange(Value value, VectorIndex.Qdrant.Wire.Range range)
    {
        double? number = value.KindCase switch
        {
            Value.KindOneofCase.IntegerValue => value.IntegerValue,
            Value.KindOneofCase.DoubleValue => value.DoubleValue,
            _ => null,
        };
        return number is { } n
            && (!range.HasLt || n < range.Lt)
            && (!range.HasLte || n <= range.Lte);
    }
}
