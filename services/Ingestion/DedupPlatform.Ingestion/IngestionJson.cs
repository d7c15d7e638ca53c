using System.Text.Json;
using System.Text.Json.Serialization;

namespace DedupPlatform.Ingestion;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(QuestionBody))]
[JsonSerializable(typeof(QuestionReceipt))]
[JsonSerializable(typeof(QuestionView))]
[JsonSerializable(typeof(BulkResponse))]
[JsonSerializable(typeof(BulkCounts))]
[JsonSerializable(typeof(ReindexRequest))]
[JsonSerializable(typeof(ReindexStarted))]
[JsonSerializable(typeof(ReindexAnswer))]
internal sealed partial class IngestionJson : JsonSerializerContext;
