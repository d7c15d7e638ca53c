using DedupPlatform.Contracts;
using DedupPlatform.Distributed.Tests.Running;
using DedupPlatform.Otlp.Double;
using RabbitMQ.Client;

namespace DedupPlatform.Distributed.Tests;

/// <summary>Services send their traces to a collector; nothing but their end makes them flush them.</summary>
public sealed class TraceTests(Platform platform)
{
    private const string ForeignTrace = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task A_question_is_followed_from_the_call_over_the_broker_into_the_index_and_to_whoever_listens()
    {
        await platform.Queues.PurgeAsync();
        var events = await platform.Queues.Channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true);
        await platform.Queues.Channel.QueueBindAsync(events.QueueName, ExchangeNames.QuestionIndexed, "");
        await using var collector = await OtlpDouble.StartAsync();
        using (var ingestion = await platform.StartIngestion(collector.Arguments).ReadyAsync())
        using (var worker = await platform.StartWorker(collector.Arguments).ReadyAsync())
        {
            using var answer = await ingestion.Http.PostAsync(
                "/v1/questions", new StringContent("""{"site":"traced","id":"1","title":"Where does a question go?"}""", System.Text.Encoding.UTF8, "application/json"));
            await PublishAsync("""{"site":"traced","id":"2","title":"Where do questions come from?"}""");
            await platform.IndexedAsync("traced", 2);
            ingestion.Terminate();
            worker.Terminate();
            await ingestion.ExitAsync();
            await worker.ExitAsync();
        }

        var spans = collector.Spans;
        var asked = spans.Single(span => span.Name == "POST /v1/questions");
        string[] way = ["publish", "index-questions receive", "encode", "queue", "write"];
        way.ShouldBeSubsetOf(spans.Where(span => span.TraceId == asked.TraceId).Select(span => span.Name));
        foreach (var (part, batch) in new[] { ("encode", "encode batch"), ("write", "write batch") })
        {
            var of = spans.Single(span => span.Name == part && span.TraceId == asked.TraceId);
            spans.ShouldContain(span => span.Name == batch && span.LinkedSpans.Contains(of.SpanId));
        }

        string[] foreignWay = ["index", "encode", "write"];
        foreignWay.ShouldBeSubsetOf(spans.Where(span => span.TraceId == ForeignTrace).Select(span => span.Name));
        collector.Holds("Where do").ShouldBeFalse();

        var traces = new List<string>();
        while (await platform.Queues.TakeAsync(events.QueueName) is { } indexed)
        {
            traces.Add(System.Text.Encoding.UTF8.GetString((byte[])indexed.BasicProperties.Headers!["traceparent"]!).Split('-')[1]);
        }

        traces.ShouldBe([asked.TraceId, ForeignTrace], ignoreOrder: true);
    }

    /// <summary>Another program's message, in a trace of its own.</summary>
    private Task PublishAsync(string json) => platform.Queues.PublishAsync(
        QueueNames.IndexQuestions, json, headers: new Dictionary<string, object?> { ["traceparent"] = $"00-{ForeignTrace}-b7ad6b7169203331-01" });
}
