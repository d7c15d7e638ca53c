using System.Text.Json.Serialization;

namespace DedupPlatform.VectorIndex.Qdrant.Generations;

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReindexJob))]
internal sealed partial class JobJson : JsonSerializerContext;
