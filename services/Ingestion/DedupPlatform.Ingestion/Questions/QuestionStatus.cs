using System.Text.Json.Serialization;

namespace DedupPlatform.Ingestion;

[JsonConverter(typeof(JsonStringEnumConverter<QuestionStatus>))]
internal enum QuestionStatus
{
    /// <summary>It is durable and waits for the encoder.</summary>
    [JsonStringEnumMemberName("queued")]
    Queued,

    /// <summary>It is searchable.</summary>
    [JsonStringEnumMemberName("indexed")]
    Indexed,
}
