using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Tests.Embedded;

public sealed class FaultTests : EmbeddedIndexFixture
{
    [Fact]
    public async Task A_full_disk_refuses_the_whole_call_and_the_index_goes_on()
    {
        await using var index = await OpenAsync();
        await index.UpsertAsync([Question("bread", At(0))], Cancel);
        var pages = index.WriteConnection.Scalar("PRAGMA page_count");
        index.WriteConnection.Execute($"PRAGMA max_page_count = {pages + 2}");

        var many = Enumerable.Range(0, 500).Select(i => Question($"q{i}", At(0.1 * i), site: $"site{i % 3}")).ToList();
        (await Should.ThrowAsync<IndexUnavailableException>(() => index.UpsertAsync(many, Cancel))).Message.ShouldContain("full");

        (await index.CountAsync(Cancel)).ShouldBe(new Dictionary<string, long> { ["cooking"] = 1 });
        (await index.IdsAsync(Search(At(0)))).ShouldBe(["bread"]);
        (await index.FindAsync("site0", "q0", Cancel)).ShouldBeNull();
        index.WriteConnection.Execute("PRAGMA max_page_count = 1000000");
        await index.UpsertAsync(many, Cancel);
        (await index.CountAsync(Cancel)).Values.Sum().ShouldBe(501);
    }

    [Fact]
    public async Task A_database_that_another_program_holds_refuses_writes_but_not_searches()
    {
        await using var index = await OpenAsync();
        await index.UpsertAsync([Question("bread", At(0))], Cancel);
        using (var backup = Connect())
        {
            backup.Execute("BEGIN IMMEDIATE");

            (await Should.ThrowAsync<IndexUnavailableException>(() => index.UpsertAsync([Question("cake", At(0))], Cancel))).Message.ShouldContain("locked");
            await Should.ThrowAsync<IndexUnavailableException>(() => index.RemoveAsync([new QuestionRemoval("cooking", "bread", 9)], Cancel));

            (await index.IdsAsync(Search(At(0)))).ShouldBe(["bread"]);
        }

        await index.UpsertAsync([Question("cake", At(0))], Cancel);
        (await index.IdsAsync(Search(At(0)))).ShouldBe(["bread", "cake"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Damage_that_a_call_finds_in_the_open_file_is_told_from_then_on_with_what_to_do(bool written)
    {
        await using (var whole = await OpenAsync())
        {
            await whole.UpsertAsync([.. Enumerable.Range(0, 500).Select(i => Question($"q{i}", At(i)))], Cancel);
        }

        // Of the questions, the opening reads the last page alone.
        var file = await File.ReadAllBytesAsync(DatabaseFile, Cancel);
        const int Page = 8192;
        file.AsSpan(file.AsSpan().IndexOf("Title of q0 at 1"u8) / Page * Page, Page).Clear();
        await File.WriteAllBytesAsync(DatabaseFile, file, Cancel);
        await using var index = await OpenAsync();
        (await index.EstimateAsync(Cancel)).ShouldBe(500);

        var found = await Should.ThrowAsync<IndexUnavailableException>(() =>
            written ? index.RemoveAsync([new QuestionRemoval("cooking", "q0", 2)], Cancel) : index.FindAsync("cooking", "q0", Cancel));

        found.Message.ShouldStartWith($"'{DatabaseFile}' is damaged");
        found.Message.ShouldContain("Restore a backup of that folder");
        (await Should.ThrowAsync<IndexUnavailableException>(() => index.EstimateAsync(Cancel))).ShouldBe(found);
    }

    [Fact]
    public async Task A_closed_index_says_that_it_is_closed()
    {
        var index = await OpenAsync();
        await index.UpsertAsync([Question("bread", At(0))], Cancel);
        await index.DisposeAsync();
        await index.DisposeAsync();

        await Should.ThrowAsync<IndexUnavailableException>(() => index.UpsertAsync([Question("cake", At(0))], Cancel));
        await Should.ThrowAsync<IndexUnavailableException>(() => index.SearchAsync(Search(At(0)), Cancel));
    }
}
