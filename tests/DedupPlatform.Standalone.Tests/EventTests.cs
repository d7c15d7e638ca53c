using System.Collections.Concurrent;
using System.Net;
using DedupPlatform.Contracts;
using DedupPlatform.VectorIndex;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPlatform.Standalone.Tests;

/// <summary>What is told of a question that came after a newer revision of it, or after its removal, or alone. To this encoder all questions mean the same.</summary>
public sealed class EventTests : IAsyncLifetime
{
    private readonly BreakableStandalone _standalone = new() { Settings = [("Duplicates:Sites:history", "0.1")] };
    private readonly ConcurrentQueue<QuestionIndexed> _indexed = [];
    private readonly ConcurrentQueue<DuplicatesDetected> _detected = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _standalone.AnswersAsync();
        var listening = _standalone.Services.GetRequiredService<IBus>().ConnectReceiveEndpoint("listener", endpoint =>
        {
            endpoint.ConcurrentMessageLimit = 1;
            endpoint.Handler<QuestionIndexed>(context => AddAsync(_indexed, context.Message));
            endpoint.Handler<DuplicatesDetected>(context => AddAsync(_detected, context.Message));
        });
        await listening.Ready;
        await AskAsync("another", revision: 1);
    }

    public ValueTask DisposeAsync() => _standalone.DisposeAsync();

    [Fact]
    public async Task Nothing_is_told_of_a_question_that_its_removal_keeps_out()
    {
        await RemoveAsync("one", revision: 5);
        await AskAsync("one", revision: 4);

        (await IndexedAsync("one")).ShouldBeEmpty();
        (await DetectedAsync("one")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_text_that_a_newer_one_keeps_out_counts_as_searchable_but_no_duplicates_of_it_are_told()
    {
        await AskAsync("one", revision: 2);
        await AskAsync("one", revision: 1);

        (await IndexedAsync("one")).ShouldBe([2, 1]);
        (await DetectedAsync("one")).ShouldBe([2]);
    }

    [Fact]
    public async Task No_duplicates_are_told_of_another_text_of_the_same_revision()
    {
        await AskAsync("one", revision: 1);
        await AskAsync("one", revision: 1, title: "How do I reset my cat?");

        (await IndexedAsync("one")).ShouldBe([1, 1]);
        (await DetectedAsync("one")).ShouldBe([1]);
    }

    [Fact]
    public async Task A_question_is_told_of_and_measured_once_though_the_search_for_its_duplicates_fails_at_first()
    {
        var measured = new ConcurrentQueue<double>();
        using var listener = _standalone.Services.Listen<double>("dedup.freshness", (seconds, _) => measured.Enqueue(seconds));
        _standalone.Generations.BeforeNext(nameof(IVectorIndex.FindAsync), number: 1, () =>
        {
            _standalone.Generations.BeforeNext(nameof(IVectorIndex.SearchAsync), number: 1, () => throw new IndexUnavailableException("as told"));
            return Task.CompletedTask;
        });

        await AskAsync("one", revision: 1);

        measured.ShouldHaveSingleItem();
        (await IndexedAsync("one")).ShouldBe([1]);
        (await DetectedAsync("one")).ShouldBe([1]);
    }

    [Fact]
    public async Task An_imported_question_is_told_of_without_a_look_whether_something_newer_keeps_it_out()
    {
        await RemoveAsync("one", revision: 5);
        var looks = 0;
        _standalone.Generations.BeforeNext(nameof(IVectorIndex.FindAsync), number: 1, () => Task.FromResult(++looks));
        await _standalone.Http.BulkAsync("""
            {"id":"one","title":"How do I reset my router?","revision":4}
            {"id":"two","title":"How do I reset my router?","revision":4}
            """);
        await _standalone.Http.WorkedOffAsync();
        looks.ShouldBe(0);

        (await IndexedAsync("one")).ShouldBe([4]);
        (await IndexedAsync("two")).ShouldBe([4]);
        (await DetectedAsync("two")).ShouldBeEmpty();
    }

    [Fact]
    public async Task No_duplicates_are_told_of_a_question_that_resembles_no_other_of_its_site()
    {
        // Its vector is at a right angle to the one of every question that is asked.
        var index = await LiveAsync();
        var another = (await index.FindAsync("default", "another", Cancel))!;
        float[] unlike = [.. another.Vector.ToArray().Index().Select(part => part.Index % 2 == 0 ? part.Item : -part.Item)];
        await index.UpsertAsync([another with { Site = "cooking", Id = "unlike", Fingerprint = "unlike", Vector = unlike }], Cancel);

        await AskAsync("one", revision: 1, site: "cooking");
        await AskAsync("two", revision: 1, site: "cooking");

        (await DetectedAsync("one")).ShouldBeEmpty();
        (await DetectedAsync("two")).ShouldBe([1]);
    }

    [Fact]
    public async Task At_most_ten_duplicates_are_told_with_the_threshold_of_the_questions_site()
    {
        var many = Enumerable.Range(1, 12).Select(i => $$"""{"site":"history","id":"{{i}}","title":"How do I reset my router?"}""");
        await _standalone.Http.BulkAsync(string.Join('\n', many));
        await _standalone.Http.WorkedOffAsync();

        await AskAsync("one", revision: 1, site: "history");

        await LastIsHeardAsync();
        var told = _detected.Single(detected => detected.Id == "one");
        told.Candidates.Count.ShouldBe(10);
        told.Threshold.ShouldBe(0.1f);
    }

    private static Task AddAsync<T>(ConcurrentQueue<T> events, T heard)
    {
        events.Enqueue(heard);
        return Task.CompletedTask;
    }

    private async Task AskAsync(string id, long revision, string site = "default", string title = "How do I reset my router?")
    {
        (await _standalone.Http.AskAsync(new { site, id, title, revision })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await _standalone.Http.WorkedOffAsync();
    }

    private async Task RemoveAsync(string id, long revision)
    {
        await (await LiveAsync()).RemoveAsync([new QuestionRemoval("default", id, revision)], Cancel);
    }

    private async Task<IVectorIndex> LiveAsync() => await _standalone.Generations.OpenAsync((await _standalone.Generations.FindLiveAsync(Cancel))!, Cancel);

    private async Task<IEnumerable<long>> IndexedAsync(string id)
    {
        await LastIsHeardAsync();
        return _indexed.Where(heard => heard.Id == id).Select(heard => heard.Revision);
    }

    private async Task<IEnumerable<long>> DetectedAsync(string id)
    {
        await LastIsHeardAsync();
        return _detected.Where(heard => heard.Id == id).Select(heard => heard.Revision);
    }

    private async Task LastIsHeardAsync()
    {
        // Events are heard in the order in which they come, and of this question there are two.
        await AskAsync("last", revision: 1);
        await Until.TrueAsync(() => _detected.Any(heard => heard.Id == "last"), "the last event is heard");
    }
}
