using DedupPlatform.Otlp.Double;

namespace DedupPlatform.Standalone.Tests;

/// <summary>A process sends its traces to a collector; nothing but its end makes it flush them.</summary>
public sealed class TraceTests
{
    private const string Title = "How do I descale an espresso machine?";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_question_and_a_check_are_followed_through_every_stage_without_a_word_of_theirs(bool grpc)
    {
        using var data = new TemporaryDirectory();
        await using var collector = await OtlpDouble.StartAsync(grpc);
        using (var process = await StandaloneProcess.StartAsync(data.Path, collector.Arguments))
        {
            using var answer = await process.Http.AskAsync(new { site = "coffee", id = "1", title = Title });
            await process.Http.WorkedOffAsync();
            await process.Http.CheckAsync(new { site = "coffee", title = Title });
            await process.StopAsync();
        }

        var spans = collector.Spans;
        var asked = spans.Single(span => span.Name == "POST /v1/questions");
        Under(spans, asked, "accept");
        var relay = Under(spans, asked, "relay");
        var encode = Under(spans, relay, "encode");
        Under(spans, encode, "queue");
        BatchOf(spans, encode, "encode batch");
        var write = Under(spans, relay, "write");
        Under(spans, BatchOf(spans, write, "write batch"), "upsert");

        var check = spans.Single(span => span.Name == "POST /v1/duplicates/check");
        var checkEncode = Under(spans, check, "encode");
        Under(spans, checkEncode, "queue");
        BatchOf(spans, checkEncode, "encode batch");
        Under(spans, check, "search");

        spans.ShouldNotContain(span => span.Name.Contains("/health", StringComparison.Ordinal), "probes come every few seconds");

        collector.Holds("dedup.encoder.batch.size").ShouldBeTrue("its metrics go out as well");
        collector.Holds("descale").ShouldBeFalse();
    }

    /// <summary>The span of this name that is below another one in its trace.</summary>
    private static ReceivedSpan Under(IReadOnlyList<ReceivedSpan> spans, ReceivedSpan above, string name)
    {
        var byId = spans.ToDictionary(span => span.SpanId);
        return spans.Where(span => span.Name == name && span.TraceId == above.TraceId).ShouldHaveSingleItem(
            $"{name} among {string.Join(", ", spans.Where(span => span.TraceId == above.TraceId).Select(span => span.Name))}")
            is var found && Ancestors(found).Contains(above.SpanId) ? found : throw new InvalidOperationException($"{name} is not below {above.Name}.");

        IEnumerable<string> Ancestors(ReceivedSpan span)
        {
            for (var parent = span; byId.TryGetValue(parent.ParentId, out parent!);)
            {
                yield return parent.SpanId;
            }
        }
    }

    /// <summary>The batch that a span took part in: each is linked to the other.</summary>
    private static ReceivedSpan BatchOf(IReadOnlyList<ReceivedSpan> spans, ReceivedSpan part, string name)
    {
        var batch = spans.Where(span => span.Name == name && span.LinkedSpans.Contains(part.SpanId)).ShouldHaveSingleItem();
        batch.TraceId.ShouldNotBe(part.TraceId);
        part.LinkedSpans.ShouldContain(batch.SpanId);
        return batch;
    }
}
