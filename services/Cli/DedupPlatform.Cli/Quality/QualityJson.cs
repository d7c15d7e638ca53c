using System.Text.Json;
using System.Text.Json.Serialization;

namespace DedupPlatform.Cli.Quality;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Evaluation))]
internal sealed partial class QualityJson : JsonSerializerContext;
