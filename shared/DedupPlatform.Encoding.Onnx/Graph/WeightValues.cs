using Microsoft.ML.OnnxRuntime;

namespace DedupPlatform.Encoding.Onnx;

/// <summary>The weights of a session, in pinned memory that is written once, used in place, and lives as long as the session.</summary>
internal sealed class WeightValues(SessionOptions options) : IDisposable
{
    private readonly List<OrtValue> _values = [];

    public delegate void Fill(Span<float> values);

    public void Add(string name, int[] shape, Fill fill)
    {
        var count = shape.Aggregate(1, (product, dimension) => checked(product * dimension));
        var memory = GC.AllocateUninitializedArray<float>(count, pinned: true);
        fill(memory);
        var value = OrtValue.CreateTensorValueFromMemory(memory, Array.ConvertAll(shape, dimension => (long)dimension));
        _values.Add(value);
        options.AddInitializer(name, value);
    }

    public void Dispose() => _values.ForEach(value => value.Dispose());
}
