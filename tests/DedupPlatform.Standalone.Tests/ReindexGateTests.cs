using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DedupPlatform.VectorIndex;
using static DedupPlatform.Standalone.Tests.BreakableReindex;

namespace DedupPlatform.Standalone.Tests;

/// <summary>The new generation is not what it should be: the gate says what is wrong with it, and the old one stays live.</summary>
public sealed class ReindexGateTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_vector_that_the_model_does_not_give_fails_the_reindex(bool none)
    {
        await using var standalone = await StartAsync("How do I reset my router?");
        standalone.Generations.BeforeNext(nameof(IVectorIndex.SampleAsync), number: 1, async () =>
        {
            // Only a newer revision is written, and the old generation has it too.
            await ReplaceAsync(standalone, number: 1, vector => vector);
            await ReplaceAsync(standalone, number: 2, vector => none ? [] : [.. vector.Index().Select(part => part.Index % 2 == 0 ? part.Item : -part.Item)]);
        });

        await FailsAsync(standalone, "The new generation's vector of question 0 of site default is not what the model gives.");
    }

    [Fact]
    public async Task A_search_that_does_not_find_what_is_there_fails_the_reindex()
    {
        await using var standalone = await StartAsync("How do I reset my router?");
        standalone.Generations.Blind = 2;

        await FailsAsync(standalone, "The new generation does not find question 0 of site default by its own text.");
    }

    [Fact]
    public async Task A_question_that_is_lost_before_the_search_for_it_fails_the_reindex()
    {
        await using var standalone = await StartAsync("How do I reset my router?");
        standalone.Generations.BeforeNext(nameof(IVectorIndex.SearchAsync), number: 2, () => RemoveAsync(standalone, number: 2));

        await FailsAsync(standalone, "Question 0 of site default is missing, older or not removed in the new generation.");
    }

    [Fact]
    public async Task As_many_questions_in_all_but_not_on_each_site_fail_the_reindex()
    {
        await using var standalone = await StartAsync("How do I reset my router?");
        standalone.Generations.BeforeNext(nameof(IVectorIndex.CountAsync), number: 2, async () =>
        {
            var next = await OpenAsync(standalone, number: 2);
            var question = (await next.FindAsync("default", "0", Cancel))!;
            await next.UpsertAsync([question with { Site = "cooking" }], Cancel);
            await next.RemoveAsync([new QuestionRemoval("default", "0", long.MaxValue)], Cancel);
        });

        await FailsAsync(standalone, "Site default has 1 questions in the live generation and 0 in the new one.");
    }

    [Fact]
    public async Task A_question_that_the_model_cannot_embed_is_counted_and_fails_the_reindex_at_its_end()
    {
        await using var standalone = await StartAsync("How do I reset my router?", "How do I reset zero?", "How do I reset my cat?");
        var job = await standalone.Http.StartReindexAsync("other");

        var answer = await standalone.Http.ReindexedAsync(job);

        answer.GetProperty("state").GetString().ShouldBe("failed");
        (answer.GetProperty("done").GetInt64(), answer.GetProperty("failed").GetInt64()).ShouldBe((2, 1));
        answer.GetProperty("reason").GetString().ShouldBe(
            "Site default has 3 questions in the live generation and 2 in the new one. 1 could not be embedded by the new model; the log says which.");
        (await standalone.Generations.FindLiveAsync(Cancel))!.Number.ShouldBe(1);
        (await standalone.Log.LineAsync($"Reindex {job}")).ShouldBe($"Reindex {job} has failed, and the model before it stays. {answer.GetProperty("reason").GetString()}");
    }

    [Fact]
    public async Task Questions_that_keep_coming_while_the_gate_counts_do_not_hide_one_that_the_model_cannot_embed()
    {
        await using var standalone = await StartAsync(patience: TimeSpan.FromSeconds(1), "How do I reset my router?", "How do I reset zero?");
        var asked = 0;
        AskBeforeEachCount();

        var answer = await standalone.Http.ReindexedAsync(await standalone.Http.StartReindexAsync("other"));

        // As many as the live generation had at the look before: without the one, they would agree by now.
        answer.GetProperty("reason").GetString()!.ShouldStartWith("Site default has ");

        void AskBeforeEachCount() => standalone.Generations.BeforeNext(nameof(IVectorIndex.CountAsync), number: 1, async () =>
        {
            AskBeforeEachCount();
            (await standalone.Http.AskAsync(new { id = $"late-{++asked}", title = $"How do I reset cat {asked}?" })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
            await standalone.Http.WorkedOffAsync();
        });
    }

    [Fact]
    public async Task A_question_that_the_new_model_cannot_embed_since_an_edit_fails_the_reindex_and_its_asker_notices_nothing()
    {
        await using var standalone = await StartAsync("How do I reset my router?");
        standalone.Generations.Backlog = "It is being built.";
        var job = await standalone.Http.StartReindexAsync("other");
        await Until.TrueAsync(
            async () => (await standalone.Http.GetFromJsonAsync<JsonElement>($"/v1/reindex/{job}", Cancel)).GetProperty("state").GetString() == "verifying",
            "everything is embedded");

        await standalone.Http.AskAsync(new { id = "0", title = "How do I reset zero?" });
        await standalone.Http.WorkedOffAsync();

        (await (await OpenAsync(standalone, number: 1)).FindAsync("default", "0", Cancel))!.Title.ShouldBe("How do I reset zero?");
        (await standalone.Http.ReadyAsync()).GetProperty("failed").GetInt64().ShouldBe(0);
        standalone.Generations.Backlog = null;
        (await standalone.Http.ReindexedAsync(job)).GetProperty("reason").GetString().ShouldBe(
            "Site default has 1 questions in the live generation and 0 in the new one.");
    }

    [Fact]
    public async Task A_question_that_stays_older_fails_the_reindex()
    {
        await using var standalone = await StartAsync("How do I reset my router?");
        standalone.Generations.BeforeNext(nameof(IVectorIndex.SampleAsync), number: 1, () => EditAsync(standalone, number: 1));

        await FailsAsync(standalone, "Question 0 of site default is missing, older or not removed in the new generation.");
    }

    private static async Task FailsAsync(BreakableStandalone standalone, string reason)
    {
        var answer = await standalone.Http.ReindexedAsync(await standalone.Http.StartReindexAsync("other"));

        answer.GetProperty("state").GetString().ShouldBe("failed", answer.ToString());
        answer.GetProperty("reason").GetString().ShouldBe(reason);
        (await standalone.Generations.FindLiveAsync(Cancel))!.Number.ShouldBe(1);
    }
}
