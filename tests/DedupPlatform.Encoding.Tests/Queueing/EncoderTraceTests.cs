using System.Collections.Concurrent;
using System.Diagnostics;
using DedupPlatform.Contracts;

namespace DedupPlatform.Encoding.Tests;

public sealed class EncoderTraceTests
{
    [Fact]
    public async Task A_batch_is_linked_to_each_of_its_questions_and_they_to_it_and_no_span_holds_text()
    {
        using var directory = new TemporaryDirectory();
        new TinyBert().Write(directory.Path);
        var backend = new GatedBackend();
        var spans = new ConcurrentQueue<Activity>();
        using var root = new Activity("test").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "DedupPlatform.Encoding",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using (var encoder = new QuestionEncoder(ModelDirectory.Load(directory.Path), backend, new EncoderOptions()))
        {
            var occupying = encoder.EncodeAsync("router", null, Lane.Live, TestContext.Current.CancellationToken);
            await backend.EnteredAsync();
            var cat = encoder.EncodeAsync("cat", null, Lane.Live, TestContext.Current.CancellationToken);
            var dog = encoder.EncodeAsync("dog", null, Lane.Live, TestContext.Current.CancellationToken);
            backend.Open();
            await Task.WhenAll(occupying, cat, dog);
        }

        // Other tests of this process have spans of their own.
        var ours = spans.Where(span => span.TraceId == root.TraceId).ToList();
        var encodes = ours.Where(span => span.OperationName == "encode").ToList();
        encodes.Count.ShouldBe(3);
        ours.Where(span => span.OperationName == "queue").Select(span => span.ParentSpanId).ShouldBe(encodes.Select(span => span.SpanId), ignoreOrder: true);
        var batch = spans.Where(span => span.OperationName == "encode batch" && span.Links.Count() == 2
            && span.Links.All(link => link.Context.TraceId == root.TraceId)).ShouldHaveSingleItem();
        var pair = batch.Links.Select(link => link.Context.SpanId).ToList();
        pair.ShouldBeSubsetOf(encodes.Select(span => span.SpanId));
        encodes.Where(span => pair.Contains(span.SpanId)).ShouldAllBe(span => span.Links.Any(link => link.Context == batch.Context));
        batch.TraceId.ShouldNotBe(root.TraceId);
        ours.Append(batch).SelectMany(span => span.TagObjects).ShouldAllBe(tag => !TinyModel.Words.Contains($"{tag.Value}"));
    }
}
