using DedupPlatform.Training.Evaluating;

namespace DedupPlatform.Training.Tests.Evaluating;

public sealed class DistractorsTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task The_same_questions_are_drawn_whatever_the_order_of_the_lines()
    {
        string[] lines = [.. Enumerable.Range(0, 100).Select(number => $"question {number}\tforum")];
        var drawn = await DrawAsync(["text\tsource", .. lines], 10, []);
        var again = await DrawAsync(["text\tsource", .. lines.Reverse()], 10, []);

        drawn.Count.ShouldBe(10);
        again.ShouldBe(drawn);
    }

    [Fact]
    public async Task A_question_that_is_asked_twice_is_drawn_once_and_in_the_same_spelling_whatever_the_order_of_the_lines()
    {
        string[] lines = ["how tall is a giraffe", "How tall is a giraffe", "HOW  tall is a giraffe", "how heavy is a giraffe"];

        var drawn = await DrawAsync(["text", .. lines], 3, []);

        drawn.ShouldBe(["HOW  tall is a giraffe", "how heavy is a giraffe"], ignoreOrder: true);
        (await DrawAsync(["text", .. lines.Reverse()], 3, [])).ShouldBe(drawn);
    }

    [Fact]
    public async Task Every_build_draws_the_same_since_figures_were_measured_with_them() =>
        (await DrawAsync(["text", .. Enumerable.Range(0, 100).Select(number => $"question {number}")], 4, []))
            .ShouldBe(["question 34", "question 96", "question 11", "question 93"]);

    [Fact]
    public async Task Questions_of_an_excluded_source_are_left_out() =>
        (await DrawAsync(["text\tsource", "a\tforum", "b\tquora", "\tforum"], 10, ["quora"])).ShouldBe(["a"]);

    [Fact]
    public async Task A_source_that_no_question_has_is_told_of() =>
        (await Should.ThrowAsync<InvalidDataException>(() => DrawAsync(["text\tsource", "a\tforum", "b\tquora"], 10, ["quora", "qoura"])))
            .Message.ShouldContain("no question has the source 'qoura'");

    [Fact]
    public async Task A_file_without_its_header_is_refused() =>
        (await Should.ThrowAsync<InvalidDataException>(() => DrawAsync(["a\tforum"], 10, []))).Message.ShouldContain("line 1 must be a header whose first column is text");

    private async Task<IReadOnlyList<string>> DrawAsync(string[] lines, int count, string[] withoutSources)
    {
        await File.WriteAllLinesAsync(_path, lines, TestContext.Current.CancellationToken);
        return await Distractors.DrawAsync(_path, count, withoutSources, TestContext.Current.CancellationToken);
    }
}
