using System.Text.Json;
using System.Text.Json.Serialization;

namespace DedupPlatform.Cli.Client;

/// <summary>The bodies of the HTTP API that the command reads and writes.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BulkAnswer))]
[JsonSerializable(typeof(CheckRequest))]
[JsonSerializable(typeof(CheckAnswer))]
[JsonSerializable(typeof(Readiness))]
[JsonSerializable(typeof(ReindexStart))]
[JsonSerializable(typeof(ReindexStarted))]
[JsonSerializable(typeof(ReindexStatus))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class WireJson : JsonSerializerContext;
