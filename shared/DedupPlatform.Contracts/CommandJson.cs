using System.Text.Json;
using System.Text.Json.Serialization;

namespace DedupPlatform.Contracts;

/// <summary>The commands about one question as JSON, as they travel and as programs in other languages write them: camelCase, without what is not set.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IndexQuestion))]
[JsonSerializable(typeof(RemoveQuestion))]
public sealed partial class CommandJson : JsonSerializerContext;
