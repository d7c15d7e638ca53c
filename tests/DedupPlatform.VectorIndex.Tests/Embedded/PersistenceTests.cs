using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Tests.Embedded;

public sealed class PersistenceTests : EmbeddedIndexFixture
{
    [Fact]
    public async Task A_restart_changes_nothing()
    {
        await using (var index = await OpenAsync())
        {
            await index.UpsertAsync([Question("bread", At(0)), Question("cake", At(60)), Question("emoji", default, fingerprint: "🍞"), Question("rose", At(0), site: "garden")], Cancel);
            await index.UpsertAsync([Question("cake", At(10), revision: 2)], Cancel);
            await index.RemoveAsync([new QuestionRemoval("cooking", "bread", 5), new QuestionRemoval("cooking", "soup", 5)], Cancel);
        }

        await using var again = await OpenAsync();

        (await again.CountAsync(Cancel)).ShouldBe(new Dictionary<string, long> { ["cooking"] = 2, ["garden"] = 1 }, ignoreOrder: true);
        (await again.IdsAsync(Search(At(0), threshold: -1))).ShouldBe(["cake"]);
        (await again.IdsAsync(Search(default, fingerprint: "🍞"))).ShouldBe(["emoji"]);
        await again.UpsertAsync([Question("bread", At(0), revision: 5), Question("soup", At(0), revision: 5), Question("cake", At(0), revision: 1)], Cancel);
        (await again.IdsAsync(Search(At(10), threshold: 1))).ShouldBe(["cake"]);
        (await again.CountAsync(Cancel))["cooking"].ShouldBe(2);
    }

    [Fact]
    public async Task What_was_acknowledged_survives_a_kill()
    {
        await using var index = await OpenAsync();
        for (var i = 0; i < 30; i++)
        {
            await index.UpsertAsync([Question($"q{i}", At(i))], Cancel);
        }

        await index.RemoveAsync([new QuestionRemoval("cooking", "q7", 1)], Cancel);
        using var killed = CopyFiles();

        await using var survivor = await OpenAsync(folder: killed.Path);

        (await survivor.CountAsync(Cancel))["cooking"].ShouldBe(29);
        (await survivor.IdsAsync(Search(At(7), threshold: 1))).ShouldBeEmpty();
        (await survivor.IdsAsync(Search(At(29), threshold: 1))).ShouldBe(["q29"]);
    }

    [Fact]
    public async Task Once_it_is_stopped_no_text_of_a_removed_question_is_left_in_its_files()
    {
        const string Secret = "xylophonequark";
        await using (var index = await OpenAsync())
        {
            var questions = Enumerable.Range(0, 20)
                .Select(i => Question($"q{i}", At(i)) with { Title = Secret, Body = string.Concat(Enumerable.Repeat(Secret, 20 * i)) });
            await index.UpsertAsync([.. questions], Cancel);
            await index.RemoveAsync([.. Enumerable.Range(0, 20).Select(i => new QuestionRemoval("cooking", $"q{i}", 2))], Cancel);
        }

        Directory.GetFiles(Folder, "index.db*").ShouldAllBe(file => !File.ReadAllText(file).Contains(Secret));
    }

    /// <summary>No test can cut the power; this is what the disk is asked for.</summary>
    [Fact]
    public async Task A_commit_waits_until_the_disk_has_it()
    {
        await using var index = await OpenAsync();

        index.WriteConnection.Scalar("PRAGMA synchronous").ShouldBe(2, "FULL");
    }

    [Fact]
    public async Task A_write_that_was_cut_off_anywhere_is_there_as_a_whole_or_not_at_all()
    {
        const int CallSize = 7;
        await using var index = await OpenAsync();
        for (var call = 0; call < 5; call++)
        {
            await index.UpsertAsync([.. Enumerable.Range(0, CallSize).Select(i => Question($"q{call}-{i}", At((CallSize * call) + i)))], Cancel);
        }

        var previous = 5L;
        for (var kept = 20; kept >= 0; kept--)
        {
            using var torn = CopyFiles();
            using (var log = File.OpenWrite(Path.Combine(torn.Path, "index.db-wal")))
            {
                log.SetLength(log.Length * kept / 20);
            }

            await using var survivor = await OpenAsync(folder: torn.Path);
            var questions = (await survivor.CountAsync(Cancel)).GetValueOrDefault("cooking");
            (questions % CallSize).ShouldBe(0);
            var calls = questions / CallSize;
            calls.ShouldBeLessThanOrEqualTo(previous);
            (await survivor.IdsAsync(Search(At(0), threshold: -1, limit: 100))).Length.ShouldBe((int)questions);
            await survivor.UpsertAsync([Question("after", At(80))], Cancel);
            previous = calls;
        }

        previous.ShouldBe(0);
    }

    // A commit lies in these two files before it is acknowledged; a process that is killed leaves exactly them.
    private TemporaryDirectory CopyFiles()
    {
        var copy = new TemporaryDirectory();
        foreach (var file in new[] { "index.db", "index.db-wal" })
        {
            using var from = new FileStream(Path.Combine(Folder, file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var to = File.Create(Path.Combine(copy.Path, file));
            from.CopyTo(to);
        }

        return copy;
    }
}
