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
    public async Task Questions_of_an_excluded_source_are_left_out() =>
        (await DrawAsync(["text\tsource", "a\tforum", "b\tquora", "\tforum"], 10, ["quora"])).ShouldBe(["a"]);

    [Fact]
    public async Task A_source_that_no_question_has_is_told_of() =>
        (await Should.ThrowAsync<InvalidDataException>(() => DrawAsync(["text\tsource", "a\tforum", "b\tquora"], 10, ["quora", "qoura"])))
            .Message.ShouldContain("no question has the source 'qoura'");

    [Fact]
    public async Task A_file_without_its_header_is_refused() =>
        (await Should.ThrowAsync<InvalidDataException>(() => DrawAsync(["a\tforum"], 10, []))).Message.ShouldContain("line 1 must be the header");

    private async Task<IReadOnlyList<string>> DrawAsync(string[] lines, int count, string[] withoutSources)
    {
        await File.WriteAllLinesAsync(_path, lines, TestContext.Current.CancellationToken);
        return await Distractors.DrawAsync(_path, count, withoutSources, TestContext.Current.CancellationToken);
    }
}
