using System.Text.Json.Serialization;

namespace DedupPlatform.VectorIndex.Qdrant.Generations;

[JsonSerializable(typeof(ReindexJob))]
internal sealed partial class JobJson : JsonSerializerContext;
