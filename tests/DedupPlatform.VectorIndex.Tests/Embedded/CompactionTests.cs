using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Tests.Embedded;

public sealed class CompactionTests : EmbeddedIndexFixture
{
    [Fact]
    public async Task A_search_during_rewrites_and_compaction_finds_every_question_exactly_once()
    {
        const int Questions = 300;
        await using var index = await OpenAsync();
        await RewriteAsync(revision: 1);

        using var done = new CancellationTokenSource();
        var searches = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            while (!done.IsCancellationRequested || count == 0)
            {
                var ids = await index.IdsAsync(Search(At(0), threshold: -1, limit: 2 * Questions));
                ids.Distinct().Count().ShouldBe(Questions);
                ids.Length.ShouldBe(Questions);
                count++;
            }
        }, Cancel)).ToList();
        for (var revision = 2; revision <= 30; revision++)
        {
            await RewriteAsync(revision);
        }

        await done.CancelAsync();
        await Task.WhenAll(searches);

        Task RewriteAsync(int revision) => index.UpsertAsync([.. Enumerable.Range(0, Questions).Select(i => Question($"q{i}", At(i + revision), revision))], Cancel);
    }
}
