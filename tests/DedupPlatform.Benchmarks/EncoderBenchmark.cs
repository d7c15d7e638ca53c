using System.Diagnostics;
using System.Globalization;
using DedupPlatform.Contracts;
using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Onnx;

namespace DedupPlatform.Benchmarks;

/// <summary>
/// The encoder on a real mix of lengths: its queue at several token budgets, the bare backend on ready-made batches of equal length,
/// and a matrix product of the same run as the yardstick; then one question at a time. The variants take turns, round by round, and
/// the ratios are medians over the rounds, since a shared machine's absolute figures mean little.
/// Arguments: tab-separated questions (gzip, first column, one header line) [model directory [number of questions]].
/// </summary>
internal static class EncoderBenchmark
{
    private const int Rounds = 7;
    private const int InFlight = 1024;
    private static readonly int[] Budgets = [128, 256, 512, 1024];

    public static async Task Run(string[] args)
    {
        var model = ModelDirectory.Load(args.ElementAtOrDefault(1) ?? "models/default");
        var count = int.Parse(args.ElementAtOrDefault(2) ?? "2000", CultureInfo.InvariantCulture);
        var texts = QuestionFile.Read(args[0], count);
        var sequences = texts.ConvertAll(text => model.Tokenizer.Encode(text));
        var flops = sequences.Sum(tokens => Flops(model.Config, tokens.Length));
        Console.WriteLine($"{model.Name}, {texts.Count} questions, {sequences.Average(tokens => tokens.Length):0.0} tokens on average");

        var loading = Stopwatch.StartNew();
        using var bare = new OnnxBackend(model);
        Console.WriteLine($"loaded in {loading.ElapsedMilliseconds} ms; working set {Environment.WorkingSet >> 20} MiB");
        using var product = new MatrixProduct();
        var encoders = Budgets.Select(budget => (budget, new QuestionEncoder(
            model, new OnnxBackend(model), new EncoderOptions { BatchTokens = budget, QueueCapacity = InFlight }))).ToArray();

        var rounds = new List<(double Product, double Bare, double[] Queued)>();
        for (var round = 0; round <= Rounds; round++)
        {
            var rates = (product.FlopsPerSecond(), flops / Seconds(() => EncodeBare(bare, sequences, model.Dimension)), new double[Budgets.Length]);
            for (var i = 0; i < encoders.Length; i++)
            {
                rates.Item3[i] = flops / await SecondsAsync(() => EncodeQueuedAsync(encoders[i].Item2, texts));
            }

            // The first one warms up.
            if (round > 0)
            {
                rounds.Add(rates);
            }
        }

        Report("matrix product 512×384×1536", rounds, round => round.Product, flops, texts.Count);
        Report("bare backend, equal lengths ≤ 512", rounds, round => round.Bare, flops, texts.Count);
        for (var i = 0; i < Budgets.Length; i++)
        {
            Report($"queue, {Budgets[i]} tokens a batch", rounds, round => round.Queued[i], flops, texts.Count);
        }

        await MeasureSingleAsync(bare, encoders[^2].Item2, texts, sequences, model.Dimension);
        Array.ForEach(encoders, encoder => encoder.Item2.Dispose());
    }

    private static void Report(
        string what, List<(double Product, double Bare, double[] Queued)> rounds, Func<(double Product, double Bare, double[] Queued), double> rate, double flops, int count)
    {
        var best = rounds.Max(rate);
        var share = rounds.Select(round => rate(round) / round.Product).Order().ElementAt(rounds.Count / 2);
        Console.WriteLine($"{what,-36} best {best / 1e9,6:0.0} GFLOP/s = {count * best / flops,5:0} questions/s; {share:0.00} of the matrix product (median)");
    }

    private static async Task MeasureSingleAsync(OnnxBackend bare, QuestionEncoder encoder, List<string> texts, List<int[]> sequences, int dimension)
    {
        var (alone, queued, vector) = (new List<double>(), new List<double>(), new float[dimension]);
        for (var i = 0; i < Math.Min(500, texts.Count); i++)
        {
            alone.Add(Seconds(() => bare.Encode(sequences[i], sequences[i].Length, vector)));
            queued.Add(await SecondsAsync(() => encoder.EncodeAsync(texts[i], null, Lane.Check)));
        }

        foreach (var (what, times) in new[] { ("bare backend", alone), ("queue", queued) })
        {
            times.Sort();
            Console.WriteLine($"one question, {what,-22} p50 {1e3 * times[times.Count / 2]:0.00} ms, p95 {1e3 * times[times.Count * 95 / 100]:0.00} ms");
        }
    }

    private static void EncodeBare(OnnxBackend backend, List<int[]> sequences, int dimension)
    {
        const int Budget = 512;
        foreach (var equals in sequences.GroupBy(tokens => tokens.Length))
        {
            foreach (var batch in equals.Chunk(Math.Max(1, Budget / equals.Key)))
            {
                backend.Encode(batch.SelectMany(tokens => tokens).ToArray(), equals.Key, new float[batch.Length * dimension]);
            }
        }
    }

    private static Task EncodeQueuedAsync(QuestionEncoder encoder, List<string> texts) => Parallel.ForEachAsync(
        texts,
        new ParallelOptions { MaxDegreeOfParallelism = InFlight },
        async (text, cancellationToken) => await encoder.EncodeAsync(text, null, Lane.Bulk, cancellationToken));

    // The products of a forward pass: projections and feed-forward for each token, attention for each pair of tokens.
    private static double Flops(BertConfig config, double tokens) => config.NumHiddenLayers
        * ((2 * tokens * ((4.0 * config.HiddenSize * config.HiddenSize) + (2.0 * config.HiddenSize * config.IntermediateSize)))
            + (4 * tokens * tokens * config.HiddenSize));

    private static double Seconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> SecondsAsync(Func<Task> action)
    {
        var start = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
