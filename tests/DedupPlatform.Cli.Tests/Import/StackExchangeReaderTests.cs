using DedupPlatform.Cli.Import.Readers;
using DedupPlatform.Cli.Input;

namespace DedupPlatform.Cli.Tests.Import;

public sealed class StackExchangeReaderTests : ReaderTest
{
    private static IAsyncEnumerable<ImportRow> Posts(LineReader lines, QuestionLine questions) => new StackExchangeReader(lines, questions).ReadAsync();

    private static string Dump(params string[] rows) =>
        $"\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<posts>\r\n{string.Join("\r\n", rows.Select(row => "  " + row))}\r\n</posts>";

    private static async Task<string?> BodyOf(string html) =>
        Question((await ReadAsync(Posts, Dump($"<row Id=\"1\" PostTypeId=\"1\" Title=\"T?\" Body=\"{System.Net.WebUtility.HtmlEncode(html).Replace("\n", "&#xA;")}\" />"))).Single())["body"]?.ToString();

    [Fact]
    public async Task A_question_comes_with_its_text_tags_and_date()
    {
        var rows = await ReadAsync(Posts, Dump(
            """<row Id="4" PostTypeId="1" CreationDate="2008-07-31T21:42:52.667" Score="7" Body="&lt;p&gt;I &amp;amp; you:&lt;/p&gt;&#xA;&lt;pre&gt;&lt;code&gt;a &amp;lt; b&lt;/code&gt;&lt;/pre&gt;" Title="Is a &lt; b &amp; c?" Tags="&lt;c#&gt;&lt;type-conversion&gt;" />"""));

        ShouldBeQuestion(rows.ShouldHaveSingleItem(),
            """{"title":"Is a < b & c?","id":"4","body":"I & you:\na < b","tags":["c#","type-conversion"],"createdAt":"2008-07-31T21:42:52.667","site":"site","revision":1}""");
    }

    [Fact]
    public async Task Newer_dumps_write_tags_between_bars()
    {
        var rows = await ReadAsync(Posts, Dump("""<row Id="4" PostTypeId="1" Title="T?" Tags="|c#|.net|" />"""));

        Question(rows.ShouldHaveSingleItem())["tags"]!.ToJsonString().ShouldBe("""["c#",".net"]""");
    }

    [Fact]
    public async Task Answers_and_other_posts_are_skipped()
    {
        var rows = await ReadAsync(Posts, Dump(
            """<row Id="1" PostTypeId="1" Title="A?" />""",
            """<row Id="2" PostTypeId="2" ParentId="1" Body="an answer" />""",
            """<row Id="3" PostTypeId="5" />""",
            """<row Id="4" PostTypeId="1" Title="B?" />"""));

        Titles(rows).ShouldBe(["A?", "B?"]);
    }

    [Theory]
    [InlineData("""<row Id="2" PostTypeId="1" Title="cut""")]
    [InlineData("""<row Id="2" PostTypeId="1" Title="a < b" />""")]
    [InlineData("""<rwo Id="2" PostTypeId="1" Title="x" />""")]
    [InlineData("""<row Id="2" Id="2" PostTypeId="1" Title="x" />""")]
    [InlineData("""<row Id="2" Title="no type" />""")]
    [InlineData("""<row Id="2" PostTypeId="1" Title="x" /> trailing""")]
    [InlineData("""<row Id="2" PostTypeId="1" Title="x"><x Id="2" /></row>""")]
    public async Task A_broken_row_costs_itself_and_nothing_else(string broken)
    {
        var rows = await ReadAsync(Posts, Dump("""<row Id="1" PostTypeId="1" Title="A?" />""", broken, """<row Id="3" PostTypeId="1" Title="B?" />"""));

        Titles(rows).ShouldBe(["A?", null, "B?"]);
        rows[1].Line.ShouldBe(4);
        rows[1].Fault.ShouldNotBeNull().ShouldNotContain("Line 1");
    }

    [Fact]
    public async Task Rows_on_one_line_are_understood_and_half_a_surrogate_pair_is_replaced()
    {
        var rows = await ReadAsync(Posts, """<posts><row Id="1" PostTypeId="1" Title="A&#x1B;&#xD800;?" /><row Id="2" PostTypeId="1" Title="B?" /></posts>""");

        Titles(rows).ShouldBe(["A\u001B\uFFFD?", "B?"]);
    }

    [Fact]
    public async Task A_dump_that_was_cut_off_says_so_once_the_rows_before_are_read()
    {
        await using var rows = Posts(
            new LineReader(new MemoryStream("<posts>\n<row Id=\"1\" PostTypeId=\"1\" Title=\"A?\" />\n"u8.ToArray())),
            new QuestionLine("site", link: null, revision: 1, _ => { })).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        (await rows.MoveNextAsync()).ShouldBeTrue();
        Titles([rows.Current]).ShouldBe(["A?"]);
        var failure = await Should.ThrowAsync<UnreadableInputException>(async () => await rows.MoveNextAsync());
        failure.Message.ShouldContain("beyond line 2: It ends without </posts>");
    }

    [Theory]
    [InlineData("<blockquote>\n<p><strong>Possible Duplicate:</strong><br>\n<a href=\"https://example.org/1\">How to do it?</a></p>\n</blockquote>\n<p>I want to.</p>")]
    [InlineData("<blockquote><strong>Possible Duplicates:</strong><br><a href=\"/1\">One</a><br><a href=\"/2\">Two</a></blockquote><p>I want to.</p>")]
    [InlineData("<p>Possible duplicate of <a href=\"/1\">How to do it?</a></p><p>I want to.</p>")]
    [InlineData("<p>I want to.</p><aside><p>This question already has answers here:</p><a href=\"/1\">How to do it?</a></aside>")]
    public async Task A_banner_that_tells_the_duplicate_is_stripped_with_its_links(string html) =>
        (await BodyOf(html)).ShouldBe("I want to.");

    [Fact]
    public async Task A_question_about_duplicates_keeps_its_words() =>
        (await BodyOf("<p>Possible duplicate of a row: how do I find it?</p>")).ShouldBe("Possible duplicate of a row: how do I find it?");

    [Fact]
    public async Task A_body_that_was_only_a_banner_is_left_out() =>
        (await BodyOf("<blockquote><p>Possible Duplicate: <a href=\"/1\">x</a></p></blockquote>")).ShouldBeNull();

    [Fact]
    public async Task Blocks_stand_on_lines_of_their_own_and_scripts_are_not_text() =>
        (await BodyOf("<h1>One</h1>two<br/>three<ul><li>four</li><li>five</li></ul><script>six</script><p>unclosed <b>bold"))
            .ShouldBe("One\ntwo\nthree\nfour\nfive\nunclosed bold");

    [Fact]
    public async Task Elements_may_nest_as_deeply_as_a_row_has_room_for() =>
        Question((await ReadAsync(Posts, Dump($"<row Id=\"1\" PostTypeId=\"1\" Title=\"T?\" Body=\"{string.Concat(Enumerable.Repeat("&lt;q>", 150_000))}deep\" />"))).Single())["body"]!
            .ToString().ShouldBe("deep");

    [Theory]
    [InlineData("")]
    [InlineData("<p>")]
    [InlineData("</p>")]
    public void Text_may_be_as_long_as_a_row_has_room_for(string start) =>
        new PostText().FromHtml(start + new string('x', 1_000_000)).ShouldBe(new string('x', 1_000_000));

    [Theory]
    [InlineData("", "<template>", 70_000)]
    [InlineData("", "</>", 100_000)]
    [InlineData("<!--", "--!", 300_000)]
    public async Task A_body_that_would_overflow_the_parsers_stack_costs_its_row_and_nothing_else(string start, string repeated, int times)
    {
        var body = System.Net.WebUtility.HtmlEncode(start) + string.Concat(Enumerable.Repeat(repeated.Replace("<", "&lt;"), times));
        var rows = await ReadAsync(Posts, Dump($"""<row Id="1" PostTypeId="1" Title="A?" Body="{body}" />""", """<row Id="2" PostTypeId="1" Title="B?" />"""));

        Titles(rows).ShouldBe([null, "B?"]);
    }

    [Theory]
    [InlineData("<p>", "<b a#>", 1_000, "<p>x", 1_000)]
    [InlineData("", "<a a#>", 1_000, "<p>x", 1_000)]
    [InlineData("", "<blockquote>", 1_000, "long", 25_000)]
    public void Unclosed_mark_up_takes_no_more_memory_than_closed(string start, string opened, int times, string repeated, int repetitions)
    {
        var html = start + string.Concat(Enumerable.Range(0, times).Select(i => opened.Replace("#", $"{i}")))
            + string.Concat(Enumerable.Repeat(repeated, repetitions));
        var before = GC.GetAllocatedBytesForCurrentThread();

        new PostText().FromHtml(html).Length.ShouldBeInRange(repetitions, html.Length);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(50_000_000);
    }

    [Theory]
    [InlineData("<p>I want to.</p><blockquote><p>Possible Duplicate:</p><p><a href='/1'>How?</a></p></blockquote><p>But how?</p>", "I want to.\nBut how?")]
    [InlineData("<p>Possible duplicate of <a href='/1'>One</a></p><p>I want to.</p><p>Possible duplicate of <a href='/2'>Two</a></p>", "I want to.")]
    [InlineData("<p><b>1<i>2</b>3</i></p><b>4<p>5</b>6</p>7", "123\n4\n56\n7")]
    public async Task Wherever_notices_and_formatting_stand_the_rest_is_kept(string html, string text) => (await BodyOf(html)).ShouldBe(text);

    [Fact]
    public async Task The_mark_of_a_closed_question_is_taken_off_its_title()
    {
        var rows = await ReadAsync(Posts, Dump("""<row Id="1" PostTypeId="1" Title="How do I [sort] this? [duplicate]" />"""));

        Titles(rows).ShouldBe(["How do I [sort] this?"]);
    }
}
