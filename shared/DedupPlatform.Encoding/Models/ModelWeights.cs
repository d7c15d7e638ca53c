using System.Numerics.Tensors;

namespace DedupPlatform.Encoding;

/// <summary>The weights of a network by their canonical names, such as <c>encoder.layer.0.output.dense.weight</c>.</summary>
/// <remarks>
/// Files name them with or without the prefix <c>bert.</c>, and old ones have <c>LayerNorm.gamma</c> and <c>beta</c> for
/// <c>LayerNorm.weight</c> and <c>bias</c>; either is found under the canonical name. What a sentence encoder does not use
/// (<c>pooler.*</c>, <c>embeddings.position_ids</c>, a head for another task) is ignored.
/// </remarks>
public sealed class ModelWeights : IDisposable
{
    // Enough to see a pattern; a file of another kind lacks all weights.
    private const int MaxFaults = 10;
    private readonly SafeTensors _file;
    private readonly Dictionary<string, TensorInfo> _tensors;

    private ModelWeights(SafeTensors file, Dictionary<string, TensorInfo> tensors)
    {
        _file = file;
        _tensors = tensors;
    }

    /// <summary>The canonical names, from the embeddings to the last layer.</summary>
    public IEnumerable<string> Names => _tensors.Keys;

    /// <summary>Opens a file and checks that it holds every weight that <paramref name="config"/> calls for, in the right shape.</summary>
    /// <exception cref="InvalidModelException">Weights are missing or have the wrong shape or type; the first ten are named.</exception>
    public static ModelWeights Open(string path, ModelConfig config)
    {
        var file = SafeTensors.Open(path);
        var tensors = new Dictionary<string, TensorInfo>(StringComparer.Ordinal);
        var faults = new List<string>();
        foreach (var (name, shape) in config.Weights().TakeWhile(_ => faults.Count < MaxFaults))
        {
            if (Find(file, name) is not { } tensor)
            {
                faults.Add($"tensor '{name}' is missing");
            }
            else if (!tensor.Shape.SequenceEqual(shape))
            {
                faults.Add($"tensor '{tensor.Name}' has shape [{string.Join(", ", tensor.Shape)}], config.json needs [{string.Join(", ", shape)}]");
            }
            else if (tensor.DType is not ("F32" or "F16" or "BF16"))
            {
                faults.Add($"tensor '{tensor.Name}' is stored as {tensor.DType}; F32, F16 or BF16 is needed");
            }
            else
            {
                tensors.Add(name, tensor);
            }
        }

        if (faults.Count > 0)
        {
            file.Dispose();
            throw new InvalidModelException(path, string.Join("; ", faults) + ".");
        }

        return new ModelWeights(file, tensors);
    }

    /// <summary>The dimensions of a weight; of a linear layer <c>[out, in]</c>.</summary>
    /// <exception cref="KeyNotFoundException">The network has no weight of this name.</exception>
    public IReadOnlyList<int> Shape(string name) => _tensors[name].Shape;

    /// <summary>Reads a weight as float32, row-major.</summary>
    /// <exception cref="KeyNotFoundException">The network has no weight of this name.</exception>
    /// <exception cref="InvalidModelException">It holds NaN or infinity, or the file was truncated since it was opened.</exception>
    public float[] Read(string name)
    {
        var values = _file.Read(_tensors[name].Name);
        CheckFinite(name, values);
        return values;
    }

    /// <summary>Reads a weight as float32 into <paramref name="destination"/>, which must have exactly its number of values.</summary>
    /// <exception cref="KeyNotFoundException">The network has no weight of this name.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="destination"/> has another length.</exception>
    /// <exception cref="InvalidModelException">It holds NaN or infinity, or the file was truncated since it was opened.</exception>
    public void Read(string name, Span<float> destination)
    {
        _file.Read(_tensors[name].Name, destination);
        CheckFinite(name, destination);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // The LSTM of ONNX Runtime makes an ordinary number of NaN: its vectors would look sound, and say nothing.
    private void CheckFinite(string name, ReadOnlySpan<float> values)
    {
        if (!TensorPrimitives.IsFiniteAll(values))
        {
            throw new InvalidModelException(_file.Path, $"tensor '{_tensors[name].Name}' holds NaN or infinity; the weights are damaged.");
        }
    }

    private static TensorInfo? Find(SafeTensors file, string name)
    {
        var old = name.Replace("LayerNorm.weight", "LayerNorm.gamma", StringComparison.Ordinal)
            .Replace("LayerNorm.bias", "LayerNorm.beta", StringComparison.Ordinal);
        string[] spellings = [name, old, "bert." + name, "bert." + old];
        return spellings.Select(spelling => file.Tensors.GetValueOrDefault(spelling)).FirstOrDefault(tensor => tensor is not null);
    }
}
