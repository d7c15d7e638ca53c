using System.Net;
using DedupPlatform.VectorIndex;

namespace DedupPlatform.Standalone.Tests;

public sealed class BusyCheckTests
{
    private readonly TaskCompletionSource _goOn = new();

    [Fact]
    public async Task A_check_for_which_there_is_no_room_is_refused_at_once_with_429_and_when_to_come_again()
    {
        await using var standalone = new BreakableStandalone { Settings = [("Encoder:CheckQueueCapacity", "1")] };
        await standalone.AnswersAsync();
        standalone.Backend.Hang();

        // One is in the backend's hands and one waits, at most.
        var checks = Enumerable.Range(1, 3).Select(
            i => standalone.Http.PostJsonAsync("/v1/duplicates/check", $$"""{"title":"How do I reset my router {{i}}?"}""")).ToList();
        using var refused = await await Task.WhenAny(checks);

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
        (await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("Too many duplicate checks wait");

        standalone.Backend.Mend();
        (await Task.WhenAll(checks)).ShouldContain(answer => answer.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_check_that_would_wait_for_too_many_searches_is_refused_in_the_same_way()
    {
        await using var standalone = new BreakableStandalone();
        await standalone.AnswersAsync();
        var waiting = await HoldAllSearchesAsync(standalone, TestContext.Current.CancellationToken);

        using var refused = await CheckAsync(standalone, TestContext.Current.CancellationToken);

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldBe(TimeSpan.FromSeconds(1));
        (await standalone.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).ShouldContain("outcome=\"busy\"");
        _goOn.SetResult();
        (await Task.WhenAll(waiting)).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Checks_that_were_given_up_on_while_they_waited_leave_their_places_to_others()
    {
        await using var standalone = new BreakableStandalone();
        await standalone.AnswersAsync();
        using var leaving = new CancellationTokenSource();
        var waiting = await HoldAllSearchesAsync(standalone, leaving.Token);

        await leaving.CancelAsync();
        _goOn.SetResult();

        await Should.ThrowAsync<OperationCanceledException>(Task.WhenAll(waiting));
        await Until.TrueAsync(async () => (await CheckAsync(standalone, TestContext.Current.CancellationToken)).StatusCode == HttpStatusCode.OK, "there is room again");
    }

    /// <summary>As many checks as may search at once, none of which gets its answer before it may go on.</summary>
    private async Task<List<Task<HttpResponseMessage>>> HoldAllSearchesAsync(BreakableStandalone standalone, CancellationToken cancellationToken)
    {
        var begun = new SemaphoreSlim(0);
        HoldNext();
        var waiting = new List<Task<HttpResponseMessage>>();
        for (var search = 0; search < 64 * Environment.ProcessorCount; search++)
        {
            waiting.Add(CheckAsync(standalone, cancellationToken));
            await begun.WaitAsync(TestContext.Current.CancellationToken);
        }

        return waiting;

        void HoldNext() => standalone.Generations.BeforeNext(nameof(IVectorIndex.SearchAsync), number: 1, () =>
        {
            HoldNext();
            begun.Release();
            return _goOn.Task;
        });
    }

    private static Task<HttpResponseMessage> CheckAsync(BreakableStandalone standalone, CancellationToken cancellationToken) =>
        standalone.Http.PostAsync("/v1/duplicates/check", new StringContent("""{"title":"How do I reset my router?"}""", null, "application/json"), cancellationToken);
}
