using System.Globalization;
using DedupPlatform.VectorIndex.Qdrant.Wire;
using Google.Protobuf.Collections;

namespace DedupPlatform.VectorIndex.Qdrant.Points;

/// <summary>Converts questions and tombstones to points, and back.</summary>
internal static class QuestionPoints
{
    public static PointStruct From(IndexedQuestion question, int dimension)
    {
        var point = Point(question.Site, question.Id, question.Revision, question.Vector.IsEmpty ? Placeholder(dimension) : question.Vector.ToArray());
        var payload = point.Payload;
        payload[Payload.Title] = Text(question.Title);
        payload[Payload.Fingerprint] = Text(question.Fingerprint);
        payload[Payload.Unreadable] = new Value { BoolValue = question.Vector.IsEmpty };
        if (question.Body is not null)
        {
            payload[Payload.Body] = Text(question.Body);
        }

        if (question.Url is not null)
        {
            payload[Payload.Url] = Text(question.Url);
        }

        if (question.Tags.Count > 0)
        {
            payload[Payload.Tags] = new Value { ListValue = new ListValue { Values = { question.Tags.Select(Text) } } };
        }

        if (question.CreatedAt is { } createdAt)
        {
            payload[Payload.CreatedAt] = Text(createdAt.ToString("O", CultureInfo.InvariantCulture));
        }

        return point;
    }

    public static PointStruct From(QuestionRemoval removal, int dimension)
    {
        var point = Point(removal.Site, removal.Id, removal.Revision, Placeholder(dimension));
        point.Payload[Payload.Removed] = new Value { BoolValue = true };
        return point;
    }

    public static bool IsRemoval(RetrievedPoint point) => Flag(point.Payload, Payload.Removed);

    public static QuestionRemoval ToRemoval(RetrievedPoint point) =>
        new(Text(point.Payload, Payload.Site), Text(point.Payload, Payload.Id), point.Payload[Payload.Revision].IntegerValue);

    public static IndexedQuestion ToQuestion(MapField<string, Value> payload, VectorsOutput? vectors) => new()
    {
        Site = Text(payload, Payload.Site),
        Id = Text(payload, Payload.Id),
        Revision = payload[Payload.Revision].IntegerValue,
        Title = Text(payload, Payload.Title),
        Body = OptionalText(payload, Payload.Body),
        Url = OptionalText(payload, Payload.Url),
        Tags = payload.TryGetValue(Payload.Tags, out var tags) ? [.. tags.ListValue.Values.Select(tag => tag.StringValue)] : [],
        CreatedAt = OptionalText(payload, Payload.CreatedAt) is { } createdAt
            ? DateTimeOffset.Parse(createdAt, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)
            : null,
        Fingerprint = Text(payload, Payload.Fingerprint),
        Vector = vectors is null || Flag(payload, Payload.Unreadable) ? default : vectors.Vector.Dense.Data.ToArray(),
    };

    public static Candidate ToCandidate(MapField<string, Value> payload, string site, float similarity) =>
        new(site, Text(payload, Payload.Id), Text(payload, Payload.Title), OptionalText(payload, Payload.Url), similarity);

    private static PointStruct Point(string site, string id, long revision, float[] vector) => new()
    {
        Id = PointIds.Of(site, id),
        Vectors = new Wire.Vectors { Vector = new Vector { Dense = new DenseVector { Data = { vector } } } },
        Payload =
        {
            [Payload.Site] = Text(site),
            [Payload.Id] = Text(id),
            [Payload.Revision] = new Value { IntegerValue = revision },
        },
    };

    // A point must have a vector. This one is never compared: a search by vector leaves out removed and unreadable points.
    private static float[] Placeholder(int dimension)
    {
        var vector = new float[dimension];
        vector[0] = 1;
        return vector;
    }

    private static Value Text(string text) => new() { StringValue = text };

    private static string Text(MapField<string, Value> payload, string key) => payload[key].StringValue;

    private static string? OptionalText(MapField<string, Value> payload, string key) =>
        payload.TryGetValue(key, out var value) ? value.StringValue : null;

    private static bool Flag(MapField<string, Value> payload, string key) => payload.TryGetValue(key, out var value) && value.BoolValue;
}
