using System.Net;
using DedupPlatform.VectorIndex;

namespace DedupPlatform.Standalone.Tests;

/// <summary>Each part is broken, and the probe that it belongs to says so until it is mended; the others do not.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task An_encoder_that_hangs_is_not_live()
    {
        await using var standalone = new BreakableStandalone();
        await standalone.AnswersAsync();

        standalone.Backend.Hang();
        await standalone.AnswersAsync(live: false);

        standalone.Backend.Mend();
        await standalone.AnswersAsync();
    }

    [Fact]
    public async Task An_encoder_that_throws_is_not_live_and_checks_are_told_to_come_again()
    {
        await using var standalone = new BreakableStandalone();
        await standalone.AnswersAsync();

        standalone.Backend.Throw();
        await standalone.AnswersAsync(live: false);
        using var check = await standalone.Http.PostJsonAsync("/v1/duplicates/check", """{"title":"How do I reset my router?"}""");
        check.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        check.Headers.RetryAfter.ShouldNotBeNull();

        standalone.Backend.Mend();
        await standalone.AnswersAsync();
    }

    [Fact]
    public async Task A_question_that_comes_while_an_encoder_computes_nonsense_is_tried_again()
    {
        await using var standalone = new BreakableStandalone();
        await standalone.AnswersAsync();

        // For three attempts: after each the encoder is asked whether it has a vector for any question.
        standalone.Backend.ComputeNonsense(times: 6);
        (await standalone.Http.AskAsync(new { id = "1", title = "How do I reset my router?" })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await standalone.Http.WorkedOffAsync();

        (await standalone.Http.CandidateIdsAsync(new { title = "How do I reset my router?" })).ShouldBe(["1"]);
    }

    [Fact]
    public async Task An_inbox_that_cannot_be_written_is_not_ready()
    {
        await using var standalone = new BreakableStandalone();
        await standalone.AnswersAsync();

        await using (await standalone.LockInboxAsync())
        {
            await standalone.AnswersAsync(ready: false);
        }

        await standalone.AnswersAsync();
    }

    [Fact]
    public async Task While_accepted_questions_cannot_be_processed_the_process_is_not_ready_and_says_why()
    {
        await using var standalone = new BreakableStandalone();
        await standalone.AnswersAsync();

        standalone.Generations.Refused = nameof(IVectorIndex.UpsertAsync);
        (await standalone.Http.AskAsync(new { id = "1", title = "How do I reset my router?" })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await standalone.AnswersAsync(ready: false);
        (await standalone.Http.ReadyAsync()).ToString().ShouldContain("cannot be processed now: as told");

        standalone.Generations.Refused = null;
        await standalone.AnswersAsync();
    }

    [Fact]
    public async Task After_a_reindex_the_new_encoder_is_probed_too()
    {
        var other = new BreakableBackend();
        await using var standalone = new BreakableStandalone { GatePatience = TimeSpan.Zero, OtherBackend = other };
        await standalone.AnswersAsync();
        await standalone.Http.AskAsync(new { id = "1", title = "How do I reset my router?" });
        await standalone.Http.WorkedOffAsync();
        await standalone.Http.CompleteReindexAsync("other");

        other.Hang();
        await standalone.AnswersAsync(live: false);

        other.Mend();
        await standalone.AnswersAsync();
    }

    [Fact]
    public async Task A_start_is_not_over_before_the_encoder_has_answered()
    {
        await using var standalone = new BreakableStandalone();
        standalone.Backend.Hang();
        await standalone.AnswersAsync(startup: false, live: false);

        standalone.Backend.Mend();
        await standalone.AnswersAsync();
    }

    [Fact]
    public async Task An_encoder_that_hangs_does_not_keep_the_process_from_ending()
    {
        var standalone = new BreakableStandalone();
        await standalone.AnswersAsync();
        standalone.Backend.Hang();
        await standalone.AnswersAsync(live: false);

        await Until.DoneAsync(standalone.DisposeAsync().AsTask());

        standalone.Backend.Mend();
    }

    [Fact]
    public async Task An_index_that_hangs_does_not_keep_the_process_from_ending()
    {
        var standalone = new BreakableStandalone();
        await standalone.AnswersAsync();
        var hangs = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        standalone.Generations.BeforeNext(nameof(IVectorIndex.UpsertAsync), number: 1, () =>
        {
            hangs.SetResult();
            return Task.Delay(Timeout.Infinite, CancellationToken.None);
        });
        await standalone.Http.AskAsync(new { id = "1", title = "How do I reset my router?" });
        await Until.DoneAsync(hangs.Task);

        await Until.DoneAsync(standalone.DisposeAsync().AsTask());
    }
}
