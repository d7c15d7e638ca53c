using DedupPlatform.VectorIndex.Qdrant.Wire;

namespace DedupPlatform.Qdrant.Double.Storage;

/// <summary>Which payload indexes the server creates.</summary>
internal static class IndexRules
{
    public static PayloadSchemaType TypeOf(CreateFieldIndexCollection request)
    {
        PayloadSchemaType? named = !request.HasFieldType ? null : request.FieldType switch
        {
            FieldType.Keyword => PayloadSchemaType.Keyword,
            FieldType.Integer => PayloadSchemaType.Integer,
            FieldType.Bool => PayloadSchemaType.Bool,
            _ => throw Refusals.NotDoubled($"an index of {request.FieldType}"),
        };
        PayloadSchemaType? described = request.FieldIndexParams?.IndexParamsCase switch
        {
            PayloadIndexParams.IndexParamsOneofCase.KeywordIndexParams => PayloadSchemaType.Keyword,
            PayloadIndexParams.IndexParamsOneofCase.IntegerIndexParams => PayloadSchemaType.Integer,
            PayloadIndexParams.IndexParamsOneofCase.BoolIndexParams => PayloadSchemaType.Bool,
            _ => null,
        };
        return request.FieldName.Length > 0 && (named ?? described) is { } type && (described is null || described == type)
            ? type
            : throw Refusals.BadInput("field type and field index params are missing, or do not match");
    }
}
