using System.Net;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace DedupPlatform.Standalone.Tests;

/// <summary>A reindex to the model <c>other</c>, one question a page, of a program whose parts can be broken.</summary>
internal static class BreakableReindex
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Task<BreakableStandalone> StartAsync(params string[] titles) => StartAsync(TimeSpan.Zero, titles);

    public static Task<BreakableStandalone> StartAsync(TimeSpan patience, params string[] titles) =>
        StartAsync(new BreakableStandalone { GatePatience = patience, PageSize = 1 }, titles);

    public static Task<BreakableStandalone> StartAsync(TimeProvider time, params string[] titles) =>
        StartAsync(new BreakableStandalone { GatePatience = TimeSpan.Zero, PageSize = 1, Time = time }, titles);

    public static async Task<BreakableStandalone> StartAsync(BreakableStandalone standalone, string[] titles)
    {
        await standalone.AnswersAsync();
        foreach (var (id, title) in titles.Index())
        {
            (await standalone.Http.AskAsync(new { id = $"{id}", title })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        await standalone.Http.WorkedOffAsync();
        return standalone;
    }

    /// <summary>Opens a generation, whose calls nothing comes before or after.</summary>
    public static async Task<IVectorIndex> OpenAsync(BreakableStandalone standalone, int number)
    {
        var generation = (await standalone.Generations.ListAsync(Cancel)).Single(generation => generation.Number == number);
        return await standalone.Generations.Whole.OpenAsync(generation, Cancel);
    }

    /// <summary>Writes a newer revision of the first question to one generation alone.</summary>
    public static Task EditAsync(BreakableStandalone standalone, int number) => ReplaceAsync(standalone, number, vector => vector);

    /// <summary>Writes a newer revision of the first question, with another vector, to one generation alone.</summary>
    public static async Task ReplaceAsync(BreakableStandalone standalone, int number, Func<float[], float[]> edit)
    {
        var index = await OpenAsync(standalone, number);
        var question = (await index.FindAsync("default", "0", Cancel))!;
        await index.UpsertAsync([question with { Revision = question.Revision + 1, Vector = edit(question.Vector.ToArray()) }], Cancel);
    }

    /// <summary>Removes the first question from one generation alone.</summary>
    public static async Task RemoveAsync(BreakableStandalone standalone, int number) =>
        await (await OpenAsync(standalone, number)).RemoveAsync([new QuestionRemoval("default", "0", long.MaxValue)], Cancel);

    /// <summary>Waits until all that was sent before is done: commands are done one at a time, and this is one for a job that nobody needs.</summary>
    public static async Task CommandsDoneAsync(BreakableStandalone standalone)
    {
        var nobodys = new ReindexJob { JobId = "questions-nobody-99", State = ReindexState.Failed, StartedAt = default, UpdatedAt = default };
        standalone.Generations.TellOnce(nobodys);
        await standalone.Services.GetRequiredService<IBus>().ResumeAsync(nobodys, Cancel);
        await Until.TrueAsync(() => standalone.Generations.HasTold, "the last command is done");
    }

    /// <summary>
    /// Reindexes, and lets time pass until the new generation is live; but not before the start is answered, which has a deadline by the same clock.
    /// </summary>
    public static async Task<ReindexJob> CompleteReindexAsync(BreakableStandalone standalone, FakeTimeProvider time)
    {
        var job = await standalone.Http.StartReindexAsync("other");
        await PassAsync(time, standalone.Http.ReindexedAsync(job));
        var completed = (await standalone.Generations.Whole.FindJobAsync(job, Cancel))!;
        completed.State.ShouldBe(ReindexState.Completed);
        return completed;
    }

    /// <summary>Lets time pass until something is done.</summary>
    public static async Task PassAsync(FakeTimeProvider time, Task done)
    {
        done = Until.DoneAsync(done);
        while (!done.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(10, Cancel);
        }

        await done;
    }

    public static Task Unavailable() => throw new IndexUnavailableException("as told");
}
