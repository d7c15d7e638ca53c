using System.Runtime.InteropServices;
using System.Text.Json;
using DedupPlatform.Encoding;
using DedupPlatform.Training.Running;
using TorchSharp;
using TorchSharp.Modules;

namespace DedupPlatform.Training.RunFolders;

/// <summary>Everything that a training needs to resume: weights, the optimiser's state, and its progress. Replaced as a whole, so a kill or a power cut leaves a complete one.</summary>
internal static class Checkpoint
{
    private const string Weights = "weights.safetensors";
    private const string Optimizer = "optimizer";
    private const string State = "state.json";

    public static void Save(string directory, IReadOnlyList<(string Name, Parameter Weight)> parameters, LayerwiseAdamW optimizer, TrainingState state)
    {
        var (next, old) = (directory + ".next", directory + ".old");
        Remove(next);
        Directory.CreateDirectory(next);
        SafeTensorsWriter.Write(Path.Combine(next, Weights), Tensors(parameters), TensorType.F32);
        optimizer.Save(Path.Combine(next, Optimizer));
        using (var saved = File.OpenHandle(Path.Combine(next, Optimizer), access: FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(saved);
        }

        // Last, and all at once: whoever finds it takes the checkpoint for complete.
        AtomicFile.WriteText(Path.Combine(next, State), JsonSerializer.Serialize(state, TrainingJson.Default.TrainingState));
        Remove(old);
        if (Directory.Exists(directory))
        {
            Directory.Move(directory, old);
        }

        Directory.Move(next, directory);
        Remove(old);
    }

    /// <summary>Restores the last checkpoint; <see langword="null"/> if there is none.</summary>
    public static TrainingState? Load(string directory, IReadOnlyList<(string Name, Parameter Weight)> parameters, LayerwiseAdamW optimizer)
    {
        // A kill between the two moves leaves a complete new one beside the old one. Put it in place: the next save would begin by removing it.
        if (!Directory.Exists(directory) && File.Exists(Path.Combine(directory + ".next", State)))
        {
            Directory.Move(directory + ".next", directory);
        }

        if (!File.Exists(Path.Combine(directory, State)))
        {
            return null;
        }

        using var inference = torch.no_grad();
        using var weights = SafeTensors.Open(Path.Combine(directory, Weights));
        foreach (var (name, weight) in parameters)
        {
            using var values = torch.tensor(weights.Read(name), weight.shape, device: weight.device);
            weight.copy_(values);
        }

        try
        {
            optimizer.Load(Path.Combine(directory, Optimizer));
            return JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(directory, State)), TrainingJson.Default.TrainingState);
        }
        catch (Exception fault) when (fault is JsonException or EndOfStreamException)
        {
            throw new InvalidDataException($"The checkpoint in '{directory}' cannot be read; it is damaged, or another release's. Name another --run folder. {fault.Message}", fault);
        }
    }

    /// <summary>Weights in the form that the writers of models take.</summary>
    public static IReadOnlyList<NamedTensor> Tensors(IEnumerable<(string Name, Parameter Weight)> parameters) =>
    [
        .. parameters.Select(parameter =>
        {
            using var host = parameter.Weight.detach().cpu();
            return new NamedTensor(
                parameter.Name, Array.ConvertAll(parameter.Weight.shape, size => (int)size), MemoryMarshal.Cast<byte, float>(host.bytes).ToArray());
        }),
    ];

    private static void Remove(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
