using System.Text.Json;
using DedupPlatform.Training.Losses;
using DedupPlatform.Training.Mining;
using DedupPlatform.Training.RunFolders;
using TorchSharp;

namespace DedupPlatform.Training.Settings;

/// <summary>Everything that decides what a training makes of its data: a JSON file, copied into the run's folder. Paths are relative to the working directory.</summary>
public sealed record TrainingSettings
{
    /// <summary>The model directory to start from.</summary>
    public required string Model { get; init; }

    /// <summary>The model directory that distillation learns from; by default the one to start from.</summary>
    public string? Teacher { get; set; }

    /// <summary>The losses, added up.</summary>
    public required IReadOnlyList<LossSettings> Losses { get; init; }

    /// <summary>What is learned from.</summary>
    public required DataSettings Data { get; init; }

    /// <summary>What it is measured by while it trains.</summary>
    public required DevSettings Dev { get; init; }

    /// <summary>How hard negatives are mined.</summary>
    public MiningSettings Mining { get; set; } = new();

    /// <summary>Decides everything that is random. 1 by default.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Steps of the optimiser, 1 or more. 2,000 by default.</summary>
    public int Steps { get; set; } = 2000;

    /// <summary>Batches whose gradients are added up for a step, 1 to 1,024. 1 by default.</summary>
    public int Accumulation { get; set; } = 1;

    /// <summary>The learning rate of the last layer, above 0, at most 0.1. 5·10⁻⁵ by default.</summary>
    public double LearningRate { get; set; } = 5e-5;

    /// <summary>By what factor the rate falls from a layer to the one below it, above 0, at most 1. 0.9 by default.</summary>
    public double LayerDecay { get; set; } = 0.9;

    /// <summary>Decoupled weight decay of matrices, 0 to 1. 0.01 by default.</summary>
    public double WeightDecay { get; set; } = 0.01;

    /// <summary>The greatest norm of the gradient over all weights; a longer gradient is scaled down to it. Above 0, to 1,000,000. 1 by default.</summary>
    public double MaxGradient { get; set; } = 1;

    /// <summary>The share of the steps in which the rate rises from 0; then it falls linearly to 0. 0 to 1; 0.06 by default.</summary>
    public double Warmup { get; set; } = 0.06;

    /// <summary>Whether word embeddings are frozen, as a small data set contains only few of the words. True by default.</summary>
    public bool FreezeWords { get; set; } = true;

    /// <summary>How many of the lowest layers are frozen, and all embeddings with them; 0 to 48. 0 by default. Each one saves its share of the backward pass.</summary>
    public int FrozenLayers { get; set; }

    /// <summary>What the network computes in; by default bfloat16 on CUDA and float32 on a CPU.</summary>
    public Precision Precision { get; set; }

    /// <summary>Where longer questions are cut off in training, in tokens, 8 to 512. 64 by default.</summary>
    public int MaxTokens { get; set; } = 64;

    /// <summary>Reads and checks a settings file.</summary>
    /// <exception cref="InvalidDataException">The file is not a valid settings file; the message says why.</exception>
    public static TrainingSettings Load(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var settings = JsonSerializer.Deserialize(stream, TrainingJson.Default.TrainingSettings)
                ?? throw new InvalidDataException($"{path}: holds null instead of settings.");
            return settings.Check(path);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path}: {Describe(exception)}", exception);
        }
    }

    /// <summary>Writes the file that <see cref="Load"/> reads.</summary>
    internal void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, TrainingJson.Default.TrainingSettings) + "\n");

    /// <summary>Returns these settings if nothing is wrong with them.</summary>
    /// <param name="path">Where they come from, for the message.</param>
    /// <exception cref="InvalidDataException">The message lists every fault.</exception>
    internal TrainingSettings Check(string path)
    {
        var faults = Losses.SelectMany(loss => loss.Faults()).Concat(Data.Faults()).Concat(Dev.Faults()).Concat(Mining.Faults()).Concat(OwnFaults());
        var message = string.Join(" ", faults);
        return message.Length == 0 ? this : throw new InvalidDataException($"{path}: {message}");
    }

    internal bool ComputesMixed(torch.Device device) =>
        Precision == Precision.Mixed || (Precision == Precision.Auto && device.type == DeviceType.CUDA);

    // The framework counts lines from 0, and names its own types.
    private static string Describe(JsonException fault)
    {
        var reason = fault.Message.Split(" Path: $")[0];
        if (reason.StartsWith("The JSON value could not be converted", StringComparison.Ordinal))
        {
            reason = "This value is of another kind, or another word, than the setting takes; docs/training.md tells what is allowed.";
        }

        if (reason.EndsWith("nullability annotation.", StringComparison.Ordinal))
        {
            reason = "It must not be null.";
        }

        return fault.LineNumber is { } line ? $"line {line + 1}, {fault.Path}: {reason}" : reason;
    }

    private IEnumerable<string> OwnFaults() => (Losses.Count == 0 ? (string[])["losses is empty; at least one is needed."] : []).Concat(SettingRanges.Faults("",
        ("steps", Steps, 1, int.MaxValue),
        ("accumulation", Accumulation, 1, 1024),
        ("learningRate", LearningRate, double.Epsilon, 0.1),
        ("layerDecay", LayerDecay, double.Epsilon, 1),
        ("weightDecay", WeightDecay, 0, 1),
        ("maxGradient", MaxGradient, double.Epsilon, 1_000_000),
        ("warmup", Warmup, 0, 1),
        ("frozenLayers", FrozenLayers, 0, 48),
        ("maxTokens", MaxTokens, 8, 512)));
}
