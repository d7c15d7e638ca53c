using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using DedupPlatform.Encoding;
using DedupPlatform.Training.Data;
using DedupPlatform.Training.Settings;

namespace DedupPlatform.Training.RunFolders;

/// <summary>
/// What a run was begun with, as far as it decides what is learned: settings, and the hashes of data, of made questions (another build may make others)
/// and of models. Of their paths, only the names of files and model directories are part of it. How long to train and how often to measure are not: they may change
/// when the run is resumed.
/// </summary>
internal static class RunOrigin
{
    private static readonly string[] Free = ["model", "teacher", "steps", "data.pairs", "data.questions", "data.heldOut", "dev.pairs", "dev.everySteps", "dev.patience"];

    public static JsonObject Of(TrainingSettings settings, TrainingData data, IEnumerable<DataFile> files)
    {
        var origin = JsonSerializer.SerializeToNode(settings, TrainingJson.Default.TrainingSettings)!.AsObject();
        foreach (var name in Free)
        {
            var parts = name.Split('.');
            parts[..^1].Aggregate(origin, (of, part) => of[part]!.AsObject()).Remove(parts[^1]);
        }

        origin["models"] = new JsonArray([.. new[] { settings.Model, settings.Teacher }.OfType<string>().Select(path => (JsonNode)ModelDirectory.Load(path).Name)]);
        origin["files"] = new JsonArray([.. files.Select(file => (JsonNode)$"{file.Name} {file.Sha256}")]);
        origin["generated"] = new JsonObject
        {
            ["madeSets"] = Sha256(data.Made, TrainingJson.Default.IReadOnlyListMadeSet),
            ["changedSets"] = Sha256(data.Changed, TrainingJson.Default.IReadOnlyListMadeSet),
            ["changedUnjudged"] = Sha256(data.ChangedUnjudged, TrainingJson.Default.IReadOnlyListMadeSet),
            ["devMade"] = Sha256(data.DevMade, TrainingJson.Default.IReadOnlyListJudgedPair),
        };
        return origin;
    }

    /// <summary>Where two differ, as names such as <c>data.questionSample</c>.</summary>
    public static IEnumerable<string> Differences(JsonObject one, JsonObject other) =>
        from name in one.Select(entry => entry.Key).Union(other.Select(entry => entry.Key))
        where !JsonNode.DeepEquals(one[name], other[name])
        from path in one[name] is JsonObject own && other[name] is JsonObject its ? Differences(own, its).Select(inner => $"{name}.{inner}") : [name]
        select path;

    private static string Sha256<T>(T made, JsonTypeInfo<T> type) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(made, type)));
}
