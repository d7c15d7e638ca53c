using System.Runtime.InteropServices;
using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace DedupPlatform.Benchmarks;

/// <summary>The yardstick: 512×384 times 384×1536 in float32 by ONNX Runtime, the largest product of the default model's forward pass.</summary>
internal sealed class MatrixProduct : IDisposable
{
    private const int Rows = 512, Inner = 384, Columns = 1536;
    private const int Repetitions = 200;
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly OrtValue _left = OrtValue.CreateTensorValueFromMemory(Ones(Rows * Inner), [Rows, Inner]);
    private readonly OrtValue _product = OrtValue.CreateTensorValueFromMemory(new float[Rows * Columns], [Rows, Columns]);

    public MatrixProduct()
    {
        var graph = new OnnxGraph(weightsFile: "");
        var right = graph.Constant("right", OnnxGraph.Float, [Inner, Columns], MemoryMarshal.AsBytes<float>(Ones(Inner * Columns)));
        graph.Input("left", OnnxGraph.Float, "rows", "inner");
        graph.Node("MatMul", "product", ["left", right]);
        graph.Output("product", OnnxGraph.Float, "rows", "columns");
        using var options = new SessionOptions { IntraOpNumThreads = PhysicalCores.Count };
        options.AddSessionConfigEntry("session.intra_op.spin_duration_us", "20");
        _session = new InferenceSession(graph.ToBytes(), options);
    }

    /// <returns>The floating-point operations done.</returns>
    public double Run()
    {
        for (var i = 0; i < Repetitions; i++)
        {
            _session.Run(_options, ["left"], [_left], ["product"], [_product]);
        }

        return 2.0 * Rows * Inner * Columns * Repetitions;
    }

    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
        _left.Dispose();
        _product.Dispose();
    }

    private static float[] Ones(int count)
    {
        var values = new float[count];
        Array.Fill(values, 1);
        return values;
    }
}
