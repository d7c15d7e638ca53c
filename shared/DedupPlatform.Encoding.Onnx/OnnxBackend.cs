using Microsoft.ML.OnnxRuntime;

namespace DedupPlatform.Encoding.Onnx;

/// <summary>The encoder on the CPU: ONNX Runtime, in float32, on a graph built in memory from a model directory.</summary>
public sealed class OnnxBackend : IEncoderBackend
{
    private readonly int _dimension;
    private readonly WeightValues _weights;
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private int[] _tokenIds = [];
    private float[] _vectors = [];

    /// <param name="model">The model.</param>
    /// <param name="threads">How many threads compute a batch; 0 means one for each physical core.</param>
    /// <exception cref="InvalidModelException">The weights cannot be read, or are damaged.</exception>
    public OnnxBackend(ModelDirectory model, int threads = 0)
    {
        _dimension = model.Dimension;
        using var options = new SessionOptions
        {
            IntraOpNumThreads = PhysicalCores.Or(threads),
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,

            // A plan for each new shape would be kept forever.
            EnableMemoryPattern = false,
        };

        // The graph names this file as the place of its weights. The session is given their values and never opens the file, but
        // insists that it exists and is not behind a symbolic link.
        var weights = File.ResolveLinkTarget(model.WeightsPath, returnFinalTarget: true)?.FullName ?? model.WeightsPath;
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", Path.GetDirectoryName(weights)!);
        // Threads that spin longer take the processor from everything else: with the default, half of it on a busy machine.
        options.AddSessionConfigEntry("session.intra_op.spin_duration_us", "20");
        _weights = new WeightValues(options);
        try
        {
            using var file = model.OpenWeights();
            _session = new InferenceSession(EncoderGraph.Of(model, file, _weights, Path.GetFileName(weights)).Build(), options);
            Canary.Check(model, this);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Device => "cpu";

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<int> tokenIds, int tokens, Span<float> vectors)
    {
        var batch = tokenIds.Length / tokens;
        ArgumentOutOfRangeException.ThrowIfNotEqual(batch * tokens, tokenIds.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(vectors.Length, batch * _dimension);
        tokenIds.CopyTo(Buffer(ref _tokenIds, tokenIds.Length));
        var results = Buffer(ref _vectors, vectors.Length);
        using var input = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, _tokenIds.AsMemory(0, tokenIds.Length), [batch, tokens]);
        using var output = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, _vectors.AsMemory(0, vectors.Length), [batch, _dimension]);
        _session.Run(_runOptions, [EncoderGraph.Tokens], [input], [EncoderGraph.Vectors], [output]);
        results.CopyTo(vectors);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // There is none if its construction has failed.
        _session?.Dispose();
        _runOptions.Dispose();
        _weights.Dispose();
    }

    // Pinned and reused, so that a call needs no pinning and leaves no garbage.
    private static Span<T> Buffer<T>(ref T[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = GC.AllocateUninitializedArray<T>(length, pinned: true);
        }

        return buffer.AsSpan(0, length);
    }
}
