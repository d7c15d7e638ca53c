using System.Diagnostics;
using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Onnx;

namespace DedupPlatform.Benchmarks;

/// <summary>The yardstick of the services: the encoder alone, on questions of the same kind, in batches of equal length.</summary>
internal sealed class BareEncoder : IDisposable
{
    private const int Sample = 2000;

    private readonly ModelDirectory _model;
    private readonly OnnxBackend _backend;

    public BareEncoder(string modelDirectory)
    {
        _model = ModelDirectory.Load(modelDirectory);
        _backend = new OnnxBackend(_model);
    }

    /// <returns>Questions a second, over at most 2,000 of them; the first run only warms up.</returns>
    public double Rate(IReadOnlyList<string> texts)
    {
        var sequences = texts.Take(Sample).Select(text => _model.Tokenizer.Encode(text)).ToList();
        EncoderBenchmark.EncodeBare(_backend, sequences, _model.Dimension, sequences.Count);
        var start = Stopwatch.GetTimestamp();
        return EncoderBenchmark.EncodeBare(_backend, sequences, _model.Dimension, sequences.Count) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <returns>Milliseconds of one forward pass.</returns>
    public double Milliseconds(string text)
    {
        var (tokens, vector) = (_model.Tokenizer.Encode(text), new float[_model.Dimension]);
        var start = Stopwatch.GetTimestamp();
        _backend.Encode(tokens, tokens.Length, vector);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public void Dispose() => _backend.Dispose();
}
