using System.Text.Json.Serialization;

namespace DedupPlatform.VectorIndex;

[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(Generation))]
[JsonSerializable(typeof(ReindexJob))]
internal sealed partial class IndexJson : JsonSerializerContext;
