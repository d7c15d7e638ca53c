using System.Text.Json;
using System.Text.Json.Serialization;
using DedupPlatform.Contracts;

namespace DedupPlatform.Ingestion.Api;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IndexQuestion))]
[JsonSerializable(typeof(RemoveQuestion))]
internal sealed partial class CommandJson : JsonSerializerContext;
