using System.Text.Json;
using System.Text.Json.Serialization;
using DedupPlatform.Training.Examples;
using DedupPlatform.Training.Judging;
using DedupPlatform.Training.MadeQuestions;
using DedupPlatform.Training.Pairs;
using DedupPlatform.Training.Settings;

namespace DedupPlatform.Training.RunFolders;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true, RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false, ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(TrainingSettings))]
[JsonSerializable(typeof(RunReport))]
[JsonSerializable(typeof(JudgingSettings))]
[JsonSerializable(typeof(JudgingReport))]
[JsonSerializable(typeof(TrainingState))]
[JsonSerializable(typeof(Example[]))]
[JsonSerializable(typeof(IReadOnlyList<MadeSet>))]
[JsonSerializable(typeof(IReadOnlyList<JudgedPair>))]
internal sealed partial class TrainingJson : JsonSerializerContext;
