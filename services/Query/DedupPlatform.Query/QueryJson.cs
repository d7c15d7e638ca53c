using System.Text.Json;
using System.Text.Json.Serialization;

namespace DedupPlatform.Query;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CheckRequest))]
[JsonSerializable(typeof(CheckResponse))]
[JsonSerializable(typeof(FeedbackRequest))]
internal sealed partial class QueryJson : JsonSerializerContext;
