using DedupPlatform.Cli.Import.Readers;
using DedupPlatform.Cli.Input;

namespace DedupPlatform.Cli.Tests.Import;

public sealed class NdjsonReaderTests : ReaderTest
{
    private static IAsyncEnumerable<ImportRow> Ndjson(LineReader lines, QuestionLine questions) => new NdjsonReader(lines, questions, _ => { }).ReadAsync();

    [Fact]
    public async Task Known_fields_go_out_as_they_came_and_others_stay_behind()
    {
        var rows = await ReadAsync(Ndjson, """{"id":"1","title":5,"tags":["a"],"score":{"up":3},"body":null,"url":"","revision":2}""");

        ShouldBeQuestion(rows.ShouldHaveSingleItem(), """{"id":"1","title":5,"tags":["a"],"revision":2,"site":"site"}""");
    }

    [Theory]
    [InlineData("1714566600", "2024-05-01T12:30:00Z")]
    [InlineData("\"1714566600\"", "2024-05-01T12:30:00Z")]
    [InlineData("\"2024-05-01 12:30:00\"", "2024-05-01T12:30:00")]
    public async Task What_a_table_may_write_as_text_a_row_may_too(string date, string expected)
    {
        var rows = await ReadAsync(Ndjson, $$"""{"id":"1","title":"A?","tags":"a,b","createdAt":{{date}},"revision":"3","url":"NULL","body":" "}""");

        ShouldBeQuestion(rows.ShouldHaveSingleItem(), $$"""{"id":"1","title":"A?","tags":["a","b"],"createdAt":"{{expected}}","revision":3,"site":"site"}""");
    }

    [Fact]
    public async Task A_title_that_stands_for_no_value_is_blank() =>
        Titles(await ReadAsync(Ndjson, """{"id":"1","title":"NULL"}""")).ShouldBe([""]);

    [Fact]
    public async Task An_id_may_be_a_number()
    {
        var rows = await ReadAsync(Ndjson, """{"id":12,"title":"A?"}""");

        Question(rows.ShouldHaveSingleItem())["id"]!.ToJsonString().ShouldBe("\"12\"");
    }

    [Theory]
    [InlineData("[")]
    [InlineData("""{"title":"A?"},""")]
    [InlineData("""  "title": "A?",""")]
    public async Task A_part_of_an_array_or_of_an_indented_object_is_told_what_makes_lines_of_it(string line)
    {
        var fault = (await ReadAsync(Ndjson, line)).ShouldHaveSingleItem().Fault.ShouldNotBeNull();

        fault.ShouldContain("each object has to be on a line of its own; jq -c");
        fault.ShouldNotContain("LineNumber");
    }

    [Theory]
    [InlineData("""{"id":"9","title":"A?","title":"B?"}""")]
    [InlineData("""{"id":"9","title":"A?","Title":"B?"}""")]
    public async Task A_field_that_is_given_twice_is_not_chosen_from(string line) =>
        (await ReadAsync(Ndjson, line)).ShouldHaveSingleItem().Fault.ShouldBe("title is given twice");

    [Fact]
    public async Task Half_a_surrogate_pair_is_left_to_the_server()
    {
        var rows = await ReadAsync(Ndjson, """{"title":"half \ud83d of it"}""");

        System.Text.Encoding.UTF8.GetString(rows.ShouldHaveSingleItem().Json.Span).ShouldContain("""half \ud83d of it""");
    }

    [Fact]
    public async Task Broken_lines_cost_themselves_and_nothing_else()
    {
        var deep = new string('[', 100_000);

        var rows = await ReadAsync(Ndjson, $"{{\"title\":\"first\"}}\n{{\"title\":\n[1]\n{deep}\n{{\"\\ud800\":1}}\n\n{{\"title\":\"last\"}}");

        Titles(rows).ShouldBe(["first", null, null, null, null, "last"]);
        rows.ConvertAll(row => row.Line).ShouldBe([1, 2, 3, 4, 5, 7]);
    }

    [Fact]
    public async Task A_row_in_which_no_field_has_a_name_of_the_title_says_which_it_has_and_keeps_its_text()
    {
        const string text = """{"topic_id":1,"topic_title":"How do I boil an egg?","post_text":"I have tried"}""";

        var row = (await ReadAsync(Ndjson, text)).ShouldHaveSingleItem();

        row.Fault.ShouldNotBeNull().ShouldContain("topic_id, topic_title, post_text");
        row.Source.ShouldBe(text);
    }

    [Fact]
    public async Task An_object_called_question_is_a_rejected_row_only_beside_its_line_or_errors() =>
        Titles(await ReadAsync(Ndjson, """{"id":"2","title":"A?","question":{"id":"7","title":"B?"}}""")).ShouldBe(["A?"]);

    [Fact]
    public async Task A_mended_rejected_row_can_be_imported()
    {
        var rows = await ReadAsync(Ndjson, """{"line":7,"errors":["title is blank"],"question":{"id":"1","site":"s","title":"Now there is one?"}}""");

        ShouldBeQuestion(rows.ShouldHaveSingleItem(), """{"id":"1","site":"s","title":"Now there is one?","revision":1}""");
    }

    [Theory]
    [InlineData("""{"line":7,"errors":["a quote is never closed"],"question":{"id":"1","title":"Now there is one?"}}""")]
    [InlineData("""{"line":7,"errors":["a quote is never closed"],"row":"1,\"Now","id":"1","title":"Now there is one?"}""")]
    public async Task A_row_that_could_not_be_read_can_be_imported_once_a_question_is_put_in_its_place(string mended)
    {
        var rows = await ReadAsync(Ndjson, mended);

        ShouldBeQuestion(rows.ShouldHaveSingleItem(), """{"id":"1","title":"Now there is one?","site":"site","revision":1}""");
    }

    [Fact]
    public async Task A_row_that_could_not_be_read_keeps_its_text_and_says_how_it_is_mended()
    {
        var row = (await ReadAsync(Ndjson, """{"line":7,"errors":["a quote is never closed"],"row":"1,\"Why?"}""")).ShouldHaveSingleItem();

        row.Source.ShouldBe("1,\"Why?");
        row.Fault.ShouldNotBeNull().ShouldContain("put a question, its text without HTML, such as");
    }
}
