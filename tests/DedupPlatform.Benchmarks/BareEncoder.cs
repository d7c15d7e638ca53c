using System.Diagnostics;
using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Onnx;

namespace DedupPlatform.Benchmarks;

/// <summary>The yardstick of the services: the encoder alone, on questions of the same kind, in batches of equal length.</summary>
internal sealed class BareEncoder(string modelDirectory) : IDisposable
{
    private const int Budget = 512;
    private const int Sample = 2000;

    private readonly ModelDirectory _model = ModelDirectory.Load(modelDirectory);
    private OnnxBackend? _backend;

    private OnnxBackend Backend => _backend ??= new OnnxBackend(_model);

    /// <returns>Questions a second, over at most 2,000 of them.</returns>
    public double Rate(IReadOnlyList<string> texts)
    {
        var sequences = texts.Take(Sample).Select(text => _model.Tokenizer.Encode(text)).ToList();
        var start = Stopwatch.GetTimestamp();
        foreach (var equals in sequences.GroupBy(tokens => tokens.Length))
        {
            foreach (var batch in equals.Chunk(Math.Max(1, Budget / equals.Key)))
            {
                Backend.Encode(batch.SelectMany(tokens => tokens).ToArray(), equals.Key, new float[batch.Length * _model.Dimension]);
            }
        }

        return sequences.Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <returns>Milliseconds of one forward pass.</returns>
    public double Milliseconds(string text)
    {
        var (tokens, vector) = (_model.Tokenizer.Encode(text), new float[_model.Dimension]);
        var start = Stopwatch.GetTimestamp();
        Backend.Encode(tokens, tokens.Length, vector);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public void Dispose() => _backend?.Dispose();
}
