using System.Text.Json;
using System.Text.Json.Serialization;

namespace DedupPlatform.Query;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CheckRequest))]
[JsonSerializable(typeof(CheckResponse))]
internal sealed partial class QueryJson : JsonSerializerContext;
