using System.Runtime.InteropServices;
using System.Text.Json;
using DedupPlatform.Encoding;
using TorchSharp;
using TorchSharp.Modules;

namespace DedupPlatform.Training.Running;

/// <summary>All that a training needs to go on: weights, the optimiser's memory, and where it was. Replaced as a whole, so a kill leaves a whole one.</summary>
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
        File.WriteAllText(Path.Combine(next, State), JsonSerializer.Serialize(state, TrainingJson.Default.TrainingState));
        Remove(old);
        if (Directory.Exists(directory))
        {
            Directory.Move(directory, old);
        }

        Directory.Move(next, directory);
        Remove(old);
    }

    /// <summary>Brings back the last checkpoint; <see langword="null"/> where there is none.</summary>
    public static TrainingState? Load(string directory, IReadOnlyList<(string Name, Parameter Weight)> parameters, LayerwiseAdamW optimizer)
    {
        // A kill between the two moves leaves a whole new one beside the old one. It is put in place here: the next save begins by removing it.
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

        optimizer.Load(Path.Combine(directory, Optimizer));
        return JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(directory, State)), TrainingJson.Default.TrainingState);
    }

    /// <summary>Weights as the writers of models take them.</summary>
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
