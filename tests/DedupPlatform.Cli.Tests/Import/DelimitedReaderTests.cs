using System.Text.Json;
using DedupPlatform.Cli.Import.Readers;
using DedupPlatform.Cli.Input;
using DedupPlatform.Cli.Tests.Support;
using DedupPlatform.Contracts;

namespace DedupPlatform.Cli.Tests.Import;

public sealed class DelimitedReaderTests : ReaderTest
{
    private static IAsyncEnumerable<ImportRow> Csv(LineReader lines, QuestionLine questions) => DelimitedReader.Csv(lines, questions, _ => { }).ReadAsync();

    private static IAsyncEnumerable<ImportRow> Tsv(LineReader lines, QuestionLine questions) => DelimitedReader.Tsv(lines, questions, _ => { }).ReadAsync();

    [Fact]
    public async Task Every_column_reaches_its_field_whatever_the_case_of_its_name()
    {
        var rows = await ReadAsync(Csv, """
            ID,Question,Body,URL,Tags,created_at,Site,Revision,votes
            7,How do I boil rice?,In a pan,https://example.org/7,rice|boiling,2024-05-01 12:30:00,cooking,3,99
            """);

        ShouldBeQuestion(rows.ShouldHaveSingleItem(),
            """{"title":"How do I boil rice?","body":"In a pan","id":"7","url":"https://example.org/7","tags":["rice","boiling"],"createdAt":"2024-05-01T12:30:00","site":"cooking","revision":3}""");
    }

    [Fact]
    public async Task A_quote_behind_blanks_encloses_a_cell_too() =>
        Titles(await ReadAsync(Csv, "id, title\n1, \"How, when?\"\n2,  \n3, plain \"b\"")).ShouldBe(["How, when?", "", " plain \"b\""]);

    [Fact]
    public void Every_field_of_a_question_has_its_name() =>
        typeof(FieldNames).GetFields().Where(field => !field.Name.EndsWith("Help", StringComparison.Ordinal)).Select(field => field.GetValue(null)).ShouldBe(
            from property in typeof(IndexQuestion).GetProperties()
            where property.Name != nameof(IndexQuestion.AcceptedAt)
            select JsonNamingPolicy.CamelCase.ConvertName(property.Name),
            ignoreOrder: true);

    [Fact]
    public async Task Blanks_around_a_cell_belong_to_no_id()
    {
        var question = Question((await ReadAsync(Csv, "title, id, site\nHow do I boil rice?, 7, cooking ")).ShouldHaveSingleItem());

        (question["id"]!.ToString(), question["site"]!.ToString()).ShouldBe(("7", "cooking"));
    }

    [Fact]
    public async Task Of_several_columns_for_the_title_the_one_called_title_wins()
    {
        var rows = await ReadAsync(Csv, "question,title\nlong text,short title");

        Titles(rows).ShouldBe(["short title"]);
    }

    [Theory]
    [InlineData("text,title\nlong text,short title")]
    [InlineData("question,TEXT\nshort title,long text")]
    public async Task A_text_beside_a_title_is_the_body(string csv)
    {
        var question = Question((await ReadAsync(Csv, csv)).ShouldHaveSingleItem());

        question["title"]!.ToString().ShouldBe("short title");
        question["body"]!.ToString().ShouldBe("long text");
    }

    [Theory]
    [InlineData("007", "7")]
    [InlineData("+5", "5")]
    [InlineData(" 3 ", "3")]
    [InlineData("-1", "-1")]
    [InlineData("2nd", "\"2nd\"")]
    public async Task A_revision_is_a_number_however_it_is_written_and_anything_else_is_left_to_the_server(string cell, string json)
    {
        var rows = await ReadAsync(Csv, $"title,revision\nA?,{cell}");

        Question(rows.ShouldHaveSingleItem())["revision"]!.ToJsonString().ShouldBe(json);
    }

    [Theory]
    [InlineData("1714566600", "2024-05-01T12:30:00Z")]
    [InlineData("1714566600250", "2024-05-01T12:30:00.25Z")]
    [InlineData("946684800", "2000-01-01T00:00:00Z")]
    [InlineData("946684800000", "2000-01-01T00:00:00Z")]
    [InlineData("2024-05-01 12:30:00", "2024-05-01T12:30:00")]
    [InlineData("2024-05-01 12:30:00 UTC", "2024-05-01T12:30:00Z")]
    [InlineData("2024-05-01 12:30:00 +0200", "2024-05-01T12:30:00+0200")]
    [InlineData("20240501", "20240501")]
    [InlineData("202405011230", "202405011230")]
    [InlineData("20240501123000", "20240501123000")]
    [InlineData("05/01/2024", "05/01/2024")]
    public async Task A_date_may_be_Unix_time_or_a_databases_and_any_other_is_left_to_the_server(string cell, string date)
    {
        var rows = await ReadAsync(Csv, $"title,createdAt\nA?,{cell}");

        Question(rows.ShouldHaveSingleItem())["createdAt"]!.ToString().ShouldBe(date);
    }

    [Theory]
    [InlineData("NULL")]
    [InlineData("\\N")]
    [InlineData(" ")]
    public async Task What_stands_for_no_value_in_a_database_is_left_out_and_is_a_blank_title(string cell)
    {
        var rows = await ReadAsync(Tsv, $"id\ttitle\tbody\turl\ttags\tcreatedAt\tsite\n1\t{cell}\t{cell}\t{cell}\t{cell}\t{cell}\t{cell}");

        ShouldBeQuestion(rows.ShouldHaveSingleItem(), """{"id":"1","title":"","site":"site","revision":1}""");
    }

    [Fact]
    public async Task A_record_that_damage_cuts_off_does_not_count_as_read()
    {
        var failure = await Should.ThrowAsync<CommandFailedException>(
            () => ReadAsync(Csv, new BrokenStream("id,title\n1,before\n2,\"open\n3,after\n4,end\n")));

        failure.ExitCode.ShouldBe(ExitCode.Partly);
        failure.Message.ShouldBe("The input cannot be read beyond line 2: The disk is broken.");
    }

    [Fact]
    public async Task Quotes_may_hold_delimiters_quotes_and_line_ends()
    {
        var rows = await ReadAsync(Csv, "id,title,body\r\n1,\"A, \"\"b\"\"?\",\"a, \"\"b\"\"\r\nand c\"\r\n2,next,\r\n");

        Titles(rows).ShouldBe(["A, \"b\"?", "next"]);
        Question(rows[0])["body"]!.ToString().ShouldBe("a, \"b\"\nand c");
        rows.Select(row => row.Line).ShouldBe([2, 4]);
    }

    [Fact]
    public async Task A_byte_order_mark_and_missing_last_line_end_do_no_harm()
    {
        var rows = await ReadAsync(Csv, "\uFEFFtitle\r\nfirst\r\n\r\nlast");

        Titles(rows).ShouldBe(["first", "last"]);
    }

    [Fact]
    public async Task A_row_without_any_text_is_skipped_as_a_blank_line_is()
    {
        var rows = await ReadAsync(Csv, "id,title\n1,before\n,\n\"\", \n,,,\n\n2,after");

        Titles(rows).ShouldBe(["before", "after"]);
    }

    [Theory]
    [InlineData("2,\"closed by the next quote", "goes on behind its closing quote")]
    [InlineData("2,\"closed\" too early", "goes on behind its closing quote")]
    [InlineData("2", "the row has 1 fields, the header 2")]
    [InlineData("2,a,b", "the row has 3 fields, the header 2")]
    public async Task A_broken_row_costs_itself_and_nothing_else(string broken, string reason)
    {
        var rows = await ReadAsync(Csv, $"id,title\n1,before\n{broken}\n3,after\n4,\"quoted, too\"\n5,end");

        Titles(rows).ShouldBe(["before", null, "after", "quoted, too", "end"]);
        rows[1].Line.ShouldBe(3);
        rows[1].Fault.ShouldNotBeNull().ShouldContain(reason);
        rows[1].Source.ShouldBe(broken);
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_costs_its_line_alone()
    {
        var rows = await ReadAsync(Csv, "id,title\n1,before\n2,\"open\n3,after\n4,end");

        Titles(rows).ShouldBe(["before", null, "after", "end"]);
        rows[1].Fault.ShouldBe("a quote is opened and never closed");
    }

    [Fact]
    public async Task A_quote_that_is_closed_by_another_rows_costs_its_line_alone()
    {
        var rows = await ReadAsync(Csv, "id,title\n1,\"never closed\n2,plain?\n3,Which disk is 5\"\n\"4,a?\n5\",b?\n6,end");

        Titles(rows).ShouldBe([null, "plain?", "Which disk is 5\"", null, "b?", "end"]);
        rows[0].Fault.ShouldNotBeNull().ShouldContain("the title goes over several lines");
        rows[0].Source.ShouldBe("1,\"never closed");
    }

    [Fact]
    public async Task Where_every_line_has_a_stray_quote_a_thousand_lines_are_read_ahead_and_no_more()
    {
        var rows = await ReadAsync(Csv, "id,title\n" + string.Join('\n', Enumerable.Repeat("a\",\"b", 1_001)));

        rows.Count.ShouldBe(1_001);
        rows[0].Fault.ShouldBe("a quote is opened and not closed within 1,000 lines, the most that a row may take");
        rows[2].Fault.ShouldBe("a quote is opened and never closed");
    }

    [Fact]
    public async Task A_quoted_field_may_have_a_thousand_lines()
    {
        var text = string.Join('\n', Enumerable.Repeat("x", 1_000));

        var rows = await ReadAsync(Csv, $"title,body\nA?,\"{text}\"\nafter,");

        Question(rows[0])["body"]!.ToString().ShouldBe(text);
        Titles(rows).ShouldBe(["A?", "after"]);
    }

    [Theory]
    [InlineData("utf-8", "", new byte[] { 0xFF })]
    [InlineData("utf-8", "\uFEFF", new byte[] { 0xFF })]
    [InlineData("utf-16", "\uFEFF", new byte[] { 0x3D, 0xD8 })]
    public async Task A_row_that_is_no_text_in_its_encoding_is_rejected_alone(string name, string mark, byte[] wrong)
    {
        var encoding = System.Text.Encoding.GetEncoding(name);

        var rows = await ReadAsync(Csv, [.. encoding.GetBytes($"{mark}title\nbefore\nbro"), .. wrong, .. encoding.GetBytes("ken\nafter")]);

        Titles(rows).ShouldBe(["before", null, "after"]);
        rows[1].Fault.ShouldNotBeNull().ShouldContain("bytes that are no text; convert the file to UTF-8 first, for example by iconv -f windows-1252 -t utf-8");
    }

    [Fact]
    public async Task A_spreadsheets_UTF_16_is_understood()
    {
        var rows = await ReadAsync(Tsv, [.. System.Text.Encoding.Unicode.Preamble, .. System.Text.Encoding.Unicode.GetBytes("id\ttitle\r\n1\tZwölf Boxkämpfer?\r\n")]);

        Titles(rows).ShouldBe(["Zwölf Boxkämpfer?"]);
    }

    [Fact]
    public async Task An_endless_line_is_rejected_and_what_follows_is_read()
    {
        var rows = await ReadAsync(Csv, $"title\n{new string('x', LineReader.MaxLength + 1)}\nafter");

        Titles(rows).ShouldBe([null, "after"]);
        rows[0].Source!.Length.ShouldBeLessThanOrEqualTo(1000);
    }

    [Fact]
    public async Task In_tab_separated_text_a_quote_is_an_ordinary_character()
    {
        var rows = await ReadAsync(Tsv, "id\ttitle\n1\t\"Why\" is that so?\n2\ta \"b");

        Titles(rows).ShouldBe(["\"Why\" is that so?", "a \"b"]);
    }

    [Theory]
    [InlineData("id;title;url\n1;\"a; \"\"b\"\"\";\n2;c, d;")]
    [InlineData("\"id\";\"title\"\n1;\"a; \"\"b\"\"\"\n2;c, d")]
    [InlineData("sep=;\nid;title\n1;\"a; \"\"b\"\"\"\n2;c, d")]
    [InlineData("sep=,\nid,title\n1,\"a; \"\"b\"\"\"\n2,\"c, d\"")]
    [InlineData("id\ttitle\n1\t\"a; \"\"b\"\"\"\n2\tc, d")]
    public async Task What_stands_between_the_columns_is_told_by_the_first_line_if_it_is_not_a_comma(string csv) =>
        Titles(await ReadAsync(Csv, csv)).ShouldBe(["a; \"b\"", "c, d"]);

    [Fact]
    public async Task Commas_under_the_name_of_tab_separated_text_are_told_by_the_first_line() =>
        Titles(await ReadAsync(Tsv, "id,title\n1,\"a, b\"\n2,c")).ShouldBe(["a, b", "c"]);

    [Fact]
    public async Task A_file_without_a_title_says_which_columns_it_has()
    {
        var failure = await Should.ThrowAsync<CommandFailedException>(() => ReadAsync(Csv, "number,headline\n1,x"));

        failure.ExitCode.ShouldBe(ExitCode.Usage);
        failure.Message.ShouldContain("number, headline");
    }

    [Theory]
    [InlineData("id,\"title\n1,x", "a quote is opened and never closed")]
    [InlineData("id,\"title\" of it\n1,x", "a quoted field goes on behind its closing quote")]
    public async Task A_first_line_that_is_broken_is_told_of_as_such(string csv, string reason)
    {
        var failure = await Should.ThrowAsync<CommandFailedException>(() => ReadAsync(Csv, csv));

        failure.ExitCode.ShouldBe(ExitCode.Usage);
        failure.Message.ShouldContain($"The first line, which names the columns, cannot be read: {reason}");
    }

    [Theory]
    [InlineData(LineReader.MaxLength / 2)]
    [InlineData(LineReader.MaxLength + 1)]
    public async Task A_first_line_of_any_length_is_not_repeated_whole(int length)
    {
        var failure = await Should.ThrowAsync<CommandFailedException>(() => ReadAsync(Csv, new string('x', length)));

        failure.ExitCode.ShouldBe(ExitCode.Usage);
        failure.Message.Length.ShouldBeLessThan(1_500);
    }

    [Fact]
    public async Task A_quoted_field_of_more_than_a_row_may_hold_is_too_long_whether_it_is_closed_or_not()
    {
        var half = new string('x', (LineReader.MaxLength / 2) + 1);

        var rows = await ReadAsync(Csv, $"title\n\"{half}\n{half}\nend\"\nafter");

        rows[0].Fault.ShouldBe("a quote is opened and not closed within 1,048,576 characters, the most that a row may take");
        rows[^1].Fault.ShouldBeNull();
    }

    [Fact]
    public async Task A_quoted_field_that_ends_on_an_endless_line_is_not_shortened_in_silence()
    {
        var rows = await ReadAsync(Csv, $"body,title\n\"a\nb\",{new string('x', LineReader.MaxLength)}\n,after");

        rows[0].Fault.ShouldBe("the row is longer than 1048576 characters");
        Titles(rows).ShouldBe([null, "after"]);
    }

    [Fact]
    public async Task The_same_text_has_the_same_id_in_every_import_and_another_text_another()
    {
        var ids = (await ReadAsync(Csv, "title,body\nA?,x\nB?,x\nA?,\nA?,x")).ConvertAll(row => row.Id);
        var again = (await ReadAsync(Tsv, "body\ttitle\nx\tA?")).ConvertAll(row => row.Id);

        ids[3].ShouldBe(ids[0]);
        ids.Distinct().Count().ShouldBe(3);
        again.ShouldBe([ids[0]]);
    }

    [Fact]
    public async Task A_row_without_an_address_gets_it_from_the_template()
    {
        var rows = await ReadAsync(Csv, "id,title,url\na b,A?,\n2,B?,https://example.org/own", "https://example.org/q/{id}");

        rows.ConvertAll(row => Question(row)["url"]!.ToString()).ShouldBe(["https://example.org/q/a%20b", "https://example.org/own"]);
    }

    [Fact]
    public async Task A_row_without_a_title_is_left_to_the_server()
    {
        var rows = await ReadAsync(Csv, "id,title\n1,");

        Question(rows.ShouldHaveSingleItem())["title"]!.ToString().ShouldBe("");
    }
}
