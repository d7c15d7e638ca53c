using System.Diagnostics;
using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Onnx;

namespace DedupPlatform.Benchmarks;

/// <summary>
/// Models side by side on the bare CPU backend: questions in batches of equal length, then one at a time. They take turns, round by round,
/// and what counts are the ratios to the first one within a round.
/// Arguments: tab-separated questions (gzip, first column, one header line), then two model directories or more.
/// </summary>
internal static class ModelsBenchmark
{
    private const int Rounds = 5;
    private const int Questions = 2000;
    private const int Alone = 200;

    public static async Task Run(string[] args)
    {
        var texts = QuestionFile.Read(args[0], Questions);
        var models = args[1..].Select(path => Load(path, texts)).ToList();
        var rounds = new List<(Rate Bulk, double Single)[]>();
        for (var round = 0; round <= Rounds; round++)
        {
            var measured = new (Rate Bulk, double Single)[models.Count];
            for (var i = 0; i < models.Count; i++)
            {
                var (model, backend, sequences) = models[i];
                var rate = await Rate.OfAsync(() => Task.FromResult(EncoderBenchmark.EncodeBare(backend, sequences, model.Dimension, texts.Count)));
                measured[i] = (rate, MedianAlone(backend, sequences, model.Dimension));
            }

            // The first one warms up.
            if (round > 0)
            {
                rounds.Add(measured);
            }
        }

        for (var i = 0; i < models.Count; i++)
        {
            var (bulk, alone) = (Median(rounds.Select(round => round[i].Bulk.PerSecond)), Median(rounds.Select(round => round[i].Single)));
            var byClock = Median(rounds.Select(round => round[i].Bulk.PerSecond / round[0].Bulk.PerSecond));
            var byProcessor = Median(rounds.Select(round => round[i].Bulk.PerProcessorSecond / round[0].Bulk.PerProcessorSecond));
            Console.WriteLine(
                $"{models[i].Model.Name,-32} {bulk,6:0} questions/s in bulk, by the clock ×{byClock:0.0}, by processor time ×{byProcessor:0.0}; one alone p50 {alone:0.00} ms");
            models[i].Backend.Dispose();
        }
    }

    private static (ModelDirectory Model, OnnxBackend Backend, List<int[]> Sequences) Load(string path, List<string> texts)
    {
        var start = Stopwatch.GetTimestamp();
        var model = ModelDirectory.Load(path);
        var backend = new OnnxBackend(model);
        Console.WriteLine($"{model.Name} loaded in {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms; working set {Environment.WorkingSet >> 20} MiB");
        return (model, backend, texts.ConvertAll(text => model.Tokenizer.Encode(text)));
    }

    private static double MedianAlone(OnnxBackend backend, List<int[]> sequences, int dimension)
    {
        var vector = new float[dimension];
        return Median(sequences.Take(Alone).Select(tokens =>
        {
            var start = Stopwatch.GetTimestamp();
            backend.Encode(tokens, tokens.Length, vector);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }));
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
