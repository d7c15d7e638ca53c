using System.Text.Json;
using DedupPlatform.Encoding;
using DedupPlatform.Training.Data;
using DedupPlatform.Training.Settings;

namespace DedupPlatform.Training.RunFolders;

/// <summary>What a training learned from, and its result.</summary>
internal sealed record RunReport
{
    /// <summary>The name of the model it started from.</summary>
    public required string Model { get; init; }

    /// <summary>The name of the model whose vectors the losses compare with; <see langword="null"/> if none of them has a teacher.</summary>
    public required string? Teacher { get; init; }

    /// <summary>The measurement of the best weights.</summary>
    public required DevFigures Best { get; init; }

    /// <summary>The measurement of the last step's weights.</summary>
    public required DevFigures Last { get; init; }

    /// <summary>The steps done.</summary>
    public required int Steps { get; init; }

    /// <summary>The device it was computed on.</summary>
    public required string Device { get; init; }

    /// <summary>The files it read.</summary>
    public required IReadOnlyList<DataFile> Files { get; init; }

    /// <summary>Judged pairs that were learned from.</summary>
    public required int Pairs { get; init; }

    /// <summary>Duplicates among them.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Unjudged questions that were drawn.</summary>
    public required int Unjudged { get; init; }

    /// <summary>Made sets.</summary>
    public required int MadeSets { get; init; }

    /// <summary>Sets of judged duplicates and small changes to them.</summary>
    public required int ChangedSets { get; init; }

    /// <summary>Sets of unjudged questions and small changes to them.</summary>
    public required int ChangedUnjudgedSets { get; init; }

    /// <summary>Judged pairs that were left out because one of their questions is held out.</summary>
    public required int LeftOutPairs { get; init; }

    /// <summary>Unjudged questions that were left out because they are held out.</summary>
    public required int LeftOutQuestions { get; init; }

    /// <summary>The settings, including paths.</summary>
    public required TrainingSettings Settings { get; init; }

    /// <summary>The report of a training that has been measured at least once.</summary>
    public static RunReport Of(
        TrainingSettings settings, TrainingData data, ModelDirectory model, ModelDirectory? teacher, string device, TrainingState state) => new()
    {
        Model = model.Name,
        Teacher = teacher?.Name,
        Best = state.Best!,
        Last = state.Last!,
        Steps = state.Step,
        Device = device,
        Files = data.Files,
        LeftOutPairs = data.LeftOut.Pairs,
        LeftOutQuestions = data.LeftOut.Questions,
        Pairs = data.Pairs.Count,
        Duplicates = data.Pairs.Count(pair => pair.IsDuplicate),
        Unjudged = data.Unjudged.Count,
        MadeSets = data.Made.Count,
        ChangedSets = data.Changed.Count,
        ChangedUnjudgedSets = data.ChangedUnjudged.Count,
        Settings = settings,
    };

    internal void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, TrainingJson.Default.RunReport) + "\n");
}
