using System.Text.Json;
using DedupPlatform.Training.Data;
using DedupPlatform.Training.RunFolders;

namespace DedupPlatform.Training.Judging;

/// <summary>The result of judging, and what it rests on.</summary>
public sealed record JudgingReport
{
    /// <summary>The file of the pairs whose judgement is certain enough.</summary>
    public required string Path { get; init; }

    /// <summary>How many pairs were judged at all.</summary>
    public required int Near { get; init; }

    /// <summary>How many were called duplicates.</summary>
    public required int Duplicates { get; init; }

    /// <summary>How many were called different.</summary>
    public required int Different { get; init; }

    /// <summary>The weight of the Siamese encoder's cosine in a judgement, 0 to 1: the one that ranks the development pairs best.</summary>
    public required float SiameseShare { get; init; }

    /// <summary>The lowest score of a pair that is called a duplicate, in standard deviations; <see langword="null"/> if none is.</summary>
    public required float? DuplicateFrom { get; init; }

    /// <summary>The highest score of a pair that is called different, in standard deviations; <see langword="null"/> if none is.</summary>
    public required float? DifferentUpTo { get; init; }

    /// <summary>How many development pairs share, thresholds and precision were measured on.</summary>
    public required int DevPairs { get; init; }

    /// <summary>What the two encoders together reach on the development pairs.</summary>
    public required double AveragePrecision { get; init; }

    /// <summary>The files it read.</summary>
    public required IReadOnlyList<DataFile> Files { get; init; }

    /// <summary>The settings, including paths.</summary>
    public required JudgingSettings Settings { get; init; }

    internal void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, TrainingJson.Default.JudgingReport) + "\n");
}
