using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace DedupPlatform.Encoding;

/// <summary>The JSON files of a model directory, which name their fields in snake case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, WriteIndented = true)]
[JsonSerializable(typeof(ModelTypeFile))]
[JsonSerializable(typeof(BertConfig))]
[JsonSerializable(typeof(BiLstmConfig))]
[JsonSerializable(typeof(ModuleEntry[]))]
[JsonSerializable(typeof(PoolingFile))]
[JsonSerializable(typeof(SentenceBertFile))]
[JsonSerializable(typeof(SentenceTransformersFile))]
[JsonSerializable(typeof(TokenizerConfigFile))]
[JsonSerializable(typeof(TokenizerJsonFile))]
[JsonSerializable(typeof(Dictionary<string, int>))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ModelJson : JsonSerializerContext
{
    public static T Read<T>(string path, JsonTypeInfo<T> type)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize(stream, type) ?? throw new InvalidModelException(path, "holds null.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidModelException(path, "is missing; a model directory in the sentence-transformers layout has it.", exception);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidModelException(path, exception.Message, exception);
        }
    }

    public static T? ReadIfThere<T>(string path, JsonTypeInfo<T> type)
        where T : class => File.Exists(path) ? Read(path, type) : null;

    public static void Write<T>(string path, T value, JsonTypeInfo<T> type) => File.WriteAllText(path, JsonSerializer.Serialize(value, type) + "\n");
}
