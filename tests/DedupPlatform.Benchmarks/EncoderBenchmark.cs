using System.Diagnostics;
using System.Globalization;
using DedupPlatform.Contracts;
using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Onnx;

namespace DedupPlatform.Benchmarks;

/// <summary>
/// The encoder on a real mix of lengths: its queue at several token budgets, the bare backend on ready-made batches of equal length,
/// and a matrix product of the same run as the yardstick; then one question at a time. The variants take turns, round by round, since
/// only ratios within a round mean something on a shared machine, and there those by processor time more than those by the clock.
/// Arguments: tab-separated questions (gzip, first column, one header line) [model directory [number of questions]].
/// </summary>
internal static class EncoderBenchmark
{
    private const int Rounds = 5;
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
        var encoders = Budgets.Select(budget => (Budget: budget, Encoder: new QuestionEncoder(
            model, new OnnxBackend(model), new EncoderOptions { BatchTokens = budget, QueueCapacity = InFlight }))).ToArray();

        (string Name, Func<Task<double>> Run)[] variants =
        [
            ("matrix product 512×384×1536", () => Task.FromResult(product.Run())),
            ("bare backend, equal lengths ≤ 512", () => Task.FromResult(EncodeBare(bare, sequences, model.Dimension, flops))),
            .. encoders.Select(encoder => ($"queue, {encoder.Budget} tokens a batch", (Func<Task<double>>)(() => EncodeQueuedAsync(encoder.Encoder, texts, flops)))),
        ];
        var rounds = new List<Rate[]>();
        for (var round = 0; round <= Rounds; round++)
        {
            var rates = new Rate[variants.Length];
            for (var i = 0; i < variants.Length; i++)
            {
                rates[i] = await Rate.OfAsync(variants[i].Run);
            }

            // The first one warms up.
            if (round > 0)
            {
                rounds.Add(rates);
            }
        }

        Console.WriteLine("(rates: best of the rounds; shares of the matrix product: medians)");
        for (var i = 0; i < variants.Length; i++)
        {
            var best = rounds.Max(round => round[i].PerSecond);
            var share = Median(rounds.Select(round => round[i].PerSecond / round[0].PerSecond));
            var processorShare = Median(rounds.Select(round => round[i].PerProcessorSecond / round[0].PerProcessorSecond));
            Console.WriteLine(
                $"{variants[i].Name,-34} {best / 1e9,6:0.0} GFLOP/s, {texts.Count * best / flops,5:0} questions/s; share by the clock {share:0.00}, by processor time {processorShare:0.00}");
        }

        await MeasureSingleAsync(bare, encoders[^2].Encoder, texts, sequences, model.Dimension);
        Array.ForEach(encoders, encoder => encoder.Encoder.Dispose());
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

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

    /// <returns>The amount of work that this was.</returns>
    public static double EncodeBare(OnnxBackend backend, List<int[]> sequences, int dimension, double amount)
    {
        const int Budget = 512;
        foreach (var equals in sequences.GroupBy(tokens => tokens.Length))
        {
            foreach (var batch in equals.Chunk(Math.Max(1, Budget / equals.Key)))
            {
                backend.Encode(batch.SelectMany(tokens => tokens).ToArray(), equals.Key, new float[batch.Length * dimension]);
            }
        }

        return amount;
    }

    private static async Task<double> EncodeQueuedAsync(QuestionEncoder encoder, List<string> texts, double flops)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = InFlight };
        await Parallel.ForEachAsync(
            texts, options, async (text, cancellationToken) => await encoder.EncodeAsync(text, null, Lane.Bulk, cancellationToken));
        return flops;
    }

    // The products of a forward pass: of BERT projections and feed-forward for each token and attention for each pair of tokens, of an LSTM
    // four gates from input and state for each token and direction.
    private static double Flops(ModelConfig config, double tokens) => config switch
    {
        BertConfig bert => bert.NumHiddenLayers
            * ((2 * tokens * ((4.0 * bert.HiddenSize * bert.HiddenSize) + (2.0 * bert.HiddenSize * bert.IntermediateSize)))
                + (4 * tokens * tokens * bert.HiddenSize)),
        BiLstmConfig lstm => Enumerable.Range(0, lstm.NumHiddenLayers).Sum(layer =>
            2 * tokens * 2 * 4.0 * lstm.HiddenSize * (lstm.HiddenSize + (layer == 0 ? lstm.EmbeddingSize : 2 * lstm.HiddenSize)))
            + (2.0 * 2 * lstm.HiddenSize * (lstm.ProjectionSize ?? 0)),
        _ => throw new ArgumentOutOfRangeException(nameof(config), config.ModelType, "Unknown architecture."),
    };

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
