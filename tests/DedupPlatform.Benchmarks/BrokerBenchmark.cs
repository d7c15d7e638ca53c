using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using RabbitMQ.Client;

namespace DedupPlatform.Benchmarks;

/// <summary>
/// The three services on real questions: what the broker alone takes, the way of an import through broker, encoder and index, and
/// a reindex with live questions meanwhile; each as a ratio to the bare encoder of the same run, before and after.
/// Arguments: addresses of ingestion, query and broker, tab-separated questions (gzip, first column, one header line), how many
/// [model directory]. The site <c>bench</c> should be empty.
/// </summary>
internal sealed class BrokerBenchmark : IDisposable
{
    private const string Site = "bench";
    private const int Unconfirmed = 1024;

    private readonly HttpClient _ingestion;
    private readonly HttpClient _query;
    private readonly BareEncoder _encoder;
    private readonly List<string> _texts;
    private double _bare;

    private BrokerBenchmark(string[] args)
    {
        _ingestion = new HttpClient { BaseAddress = new Uri(args[0]), Timeout = Timeout.InfiniteTimeSpan };
        _query = new HttpClient { BaseAddress = new Uri(args[1]) };
        _texts = QuestionFile.Read(args[3], int.Parse(args[4], CultureInfo.InvariantCulture));
        _encoder = new BareEncoder(args.ElementAtOrDefault(5) ?? "models/default");
    }

    public static async Task Run(string[] args)
    {
        using var benchmark = new BrokerBenchmark(args);
        await using var connection = await new ConnectionFactory { Uri = new Uri(args[2]) }.CreateConnectionAsync();
        await using var indexed = await IndexedEvents.ListenAsync(connection);
        benchmark._bare = benchmark._encoder.Rate(benchmark._texts);
        Console.WriteLine($"bare encoder: {benchmark._bare:0}/s");
        benchmark.Report("published to a quorum queue, each confirmed", await benchmark.PublishAsync(connection));
        benchmark.Report("from upload to searchable", await benchmark.ImportAsync(indexed));
        await benchmark.ReindexAsync(indexed);
    }

    public void Dispose()
    {
        _ingestion.Dispose();
        _query.Dispose();
        _encoder.Dispose();
    }

    private void Report(string what, double seconds)
    {
        var after = _encoder.Rate(_texts);
        var rate = _texts.Count / seconds;
        Console.WriteLine($"{what}: {_texts.Count} in {seconds:0.0} s, {rate:0}/s; bare encoder {_bare:0}/s before and {after:0}/s after: ratio {2 * rate / (_bare + after):0.00}");
        _bare = after;
    }

    private async Task<double> PublishAsync(IConnection connection)
    {
        var confirms = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        await using var channel = await connection.CreateChannelAsync(confirms);
        var queue = $"benchmark-{Guid.NewGuid():N}";
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(_texts.Index(), new ParallelOptions { MaxDegreeOfParallelism = Unconfirmed }, (question, cancellationToken) => channel.BasicPublishAsync(
            "", queue, mandatory: true, new BasicProperties { DeliveryMode = DeliveryModes.Persistent }, Json(question.Index, question.Item), cancellationToken));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await channel.QueueDeleteAsync(queue);
        return seconds;
    }

    private async Task<double> ImportAsync(IndexedEvents indexed)
    {
        var start = Stopwatch.GetTimestamp();
        using var content = new ByteArrayContent([.. _texts.SelectMany((text, i) => (byte[])[.. Json(i, text), (byte)'\n'])]);
        content.Headers.ContentType = new("application/x-ndjson");
        using var response = await _ingestion.PostAsync("/v1/questions/bulk", content);
        var accepted = (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accepted").GetInt32();
        Console.WriteLine($"accepted {accepted} in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
        if (accepted != _texts.Count)
        {
            throw new InvalidOperationException($"{_texts.Count} were sent.");
        }

        await Task.WhenAll(_texts.Select((_, i) => indexed.IndexedAsync(Site, $"{i}")));
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private async Task ReindexAsync(IndexedEvents indexed)
    {
        var start = Stopwatch.GetTimestamp();
        using var started = await _ingestion.PostAsync("/v1/reindex", null);
        var job = started.EnsureSuccessStatusCode().Headers.Location!;
        var live = new LiveQuestions(_ingestion, _query, indexed);
        JsonElement answer;
        do
        {
            await live.AskAsync();
            answer = await _ingestion.GetFromJsonAsync<JsonElement>(job);
        }
        while (answer.GetProperty("state").GetString() is "running" or "verifying");

        var (state, done) = (answer.GetProperty("state").GetString(), answer.GetProperty("done").GetInt64());
        Report($"reindex ({state}, {done} questions)", Stopwatch.GetElapsedTime(start).TotalSeconds);
        live.Report();
        await _ingestion.PostAsync($"{job}/drop", null);
    }

    private static byte[] Json(int id, string title) => JsonSerializer.SerializeToUtf8Bytes(new { site = Site, id = $"{id}", title });
}
