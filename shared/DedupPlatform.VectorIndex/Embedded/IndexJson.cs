using System.Text.Json.Serialization;

namespace DedupPlatform.VectorIndex.Embedded;

[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class IndexJson : JsonSerializerContext;
