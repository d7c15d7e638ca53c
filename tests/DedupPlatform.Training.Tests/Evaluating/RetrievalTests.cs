using DedupPlatform.Training.Evaluating;

namespace DedupPlatform.Training.Tests.Evaluating;

public sealed class RetrievalTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Texts_of_one_intent_are_relevant_for_each_other()
    {
        var task = await ReadAsync("text\tintent", "a\tcard", "b\tcard", "A\tcard", "c\tcash", "d\tcard");

        task.Texts.ShouldBe(["a", "b", "c", "d"]);
        task.Queries.Select(query => query.Place).ShouldBe([0, 1, 3]);
        task.Queries[0].Relevant.ShouldBe([1, 3], ignoreOrder: true);
    }

    [Fact]
    public async Task Judged_texts_of_a_query_are_ranked_for_it()
    {
        var task = await ReadAsync(
            "text_a\ttext_b\tlabel\torgq_id", "a\tx\t1\tQ1", "a\ta\t1\tQ1", "a\ty\t0\tQ1", "b\ty\t0\tQ2", "b\tz\t0\tQ2");

        var query = task.Queries.ShouldHaveSingleItem();
        task.Texts[query.Place].ShouldBe("a");
        query.Documents.Select(place => task.Texts[place]).ShouldBe(["x", "y"]);
        query.Relevant.Select(place => task.Texts[place]).ShouldBe(["x"]);
    }

    [Fact]
    public async Task The_figures_are_means_over_the_queries()
    {
        var task = await ReadAsync("text\tintent", "a\t1", "b\t1", "c\t1", "d\t2");
        float[][] matrix = [[1, 0.9f, 0.2f, 0.5f], [0.9f, 1, 0.8f, 0.1f], [0.2f, 0.8f, 1, 0.9f], [0.5f, 0.1f, 0.9f, 1]];

        var figures = RetrievalFigures.Of(task, new GivenSimilarities(matrix));

        // a: b, d, c = right, wrong, right. b: a, c, d = right, right, wrong. c: d, b, a = wrong, right, right.
        var (second, third) = (1 / Math.Log2(3), 1 / Math.Log2(4));
        figures.Map.ShouldBe(((1 + 2.0 / 3) / 2 + 1 + (1.0 / 2 + 2.0 / 3) / 2) / 3, 1e-12);
        figures.Mrr10.ShouldBe((1 + 1 + 0.5) / 3, 1e-12);
        figures.Ndcg10.ShouldBe(((1 + third) / (1 + second) + 1 + (second + third) / (1 + second)) / 3, 1e-12);
        figures.Recall1.ShouldBe((0.5 + 0.5 + 0) / 3, 1e-12);
        figures.Recall10.ShouldBe(1, 1e-12);
    }

    [Fact]
    public async Task Figures_at_10_look_at_the_first_10_of_12_and_those_without_a_number_at_all()
    {
        var task = await ReadAsync(["text_a\ttext_b\tlabel\torgq_id", .. Ranked("near", 2, 10, 11), .. Ranked("far", 11)]);
        float[] falling = [.. Enumerable.Range(0, task.Texts.Count).Select(place => 1 - place / 100f)];

        var figures = RetrievalFigures.Of(task, new GivenSimilarities([.. task.Texts.Select(_ => falling)]));

        figures.Map.ShouldBe(((1.0 / 2 + 2.0 / 10 + 3.0 / 11) / 3 + 1.0 / 11) / 2, 1e-12);
        figures.Mrr10.ShouldBe((1.0 / 2 + 0) / 2, 1e-12);
        figures.Ndcg10.ShouldBe((1 / Math.Log2(3) + 1 / Math.Log2(11)) / (1 + 1 / Math.Log2(3) + 1 / Math.Log2(4)) / 2, 1e-12);
        figures.Recall10.ShouldBe((2.0 / 3 + 0) / 2, 1e-12);

        // The documents of a query, most similar first.
        static IEnumerable<string> Ranked(string query, params int[] relevant) =>
            Enumerable.Range(1, 12).Select(rank => $"{query}\t{query} {rank}\t{(relevant.Contains(rank) ? 1 : 0)}\t{query}");
    }

    [Theory]
    [InlineData("text\tlabel", "a\t1", "line 1 must be a header")]
    [InlineData("text\tintent", "a", "line 2 must have 2 columns")]
    [InlineData("text\tintent", "a\tcard", "no query has a relevant document")]
    public async Task A_file_that_is_no_task_is_refused(string header, string line, string fault) =>
        (await Should.ThrowAsync<InvalidDataException>(() => ReadAsync(header, line))).Message.ShouldContain(fault);

    private async Task<RetrievalTask> ReadAsync(params string[] lines)
    {
        await File.WriteAllLinesAsync(_path, lines, TestContext.Current.CancellationToken);
        return await RetrievalTask.ReadAsync(_path, TestContext.Current.CancellationToken);
    }
}
