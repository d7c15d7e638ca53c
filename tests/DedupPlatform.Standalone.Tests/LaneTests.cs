using DedupPlatform.VectorIndex;

namespace DedupPlatform.Standalone.Tests;

public sealed class LaneTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_live_question_is_written_while_an_index_takes_its_time_over_an_import()
    {
        await using var standalone = new BreakableStandalone();
        await standalone.AnswersAsync();
        var (begun, released) = (new TaskCompletionSource(), new TaskCompletionSource());
        standalone.Generations.BeforeNext(nameof(IVectorIndex.UpsertAsync), number: 1, () =>
        {
            begun.SetResult();
            return released.Task;
        });
        try
        {
            await standalone.Http.BulkAsync(string.Join('\n', Enumerable.Range(0, 1024).Select(i => $$"""{"id":"{{i}}","title":"What is on page {{i}}?"}""")));
            await Until.DoneAsync(begun.Task);

            using var asked = await standalone.Http.AskAsync(new { id = "live", title = "Must I wait for all of this?" });

            var index = await standalone.Generations.Whole.OpenAsync((await standalone.Generations.FindLiveAsync(Cancel))!, Cancel);
            await Until.TrueAsync(async () => await index.FindAsync("default", "live", Cancel) is not null, "the live question is in the index");
        }
        finally
        {
            released.SetResult();
        }

        await standalone.Http.WorkedOffAsync();
    }
}
