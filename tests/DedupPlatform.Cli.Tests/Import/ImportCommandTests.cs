using System.Text.Json.Nodes;
using DedupPlatform.Cli.Client;
using DedupPlatform.Cli.Import;
using DedupPlatform.Cli.Import.Readers;
using DedupPlatform.Cli.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace DedupPlatform.Cli.Tests.Import;

public sealed class ImportCommandTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("q.csv", "id,title\n1,A?\n2,B?\n")]
    [InlineData("q.tsv", "id\ttitle\n1\tA?\n2\tB?\n")]
    [InlineData("q.ndjson", "{\"id\":\"1\",\"title\":\"A?\"}\n{\"id\":\"2\",\"title\":\"B?\"}\n")]
    [InlineData("Posts.xml", "<posts>\n<row Id=\"1\" PostTypeId=\"1\" Title=\"A?\" />\n<row Id=\"2\" PostTypeId=\"1\" Title=\"B?\" />\n</posts>")]
    public async Task Every_format_is_told_by_its_name_compressed_or_not(string name, string text)
    {
        await using var server = await StubServer.StartAsync();

        foreach (var file in new[] { _folder.Write(name, text), _folder.WriteCompressed(name + ".gz", text) })
        {
            server.Accepted.Clear();
            var run = await CommandRun.OfAsync("import", file, "--site", "s", "--url", server.Url);

            run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
            server.Values("title").ShouldBe(["A?", "B?"]);
            server.Values("site").ShouldBe(["s", "s"]);
            run.Out.ShouldStartWith("2 accepted, 0 rejected");
            File.Exists(file + ".rejected.ndjson").ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("Posts.xml.7z", "unpacked")]
    [InlineData("q.xlsx", "CSV")]
    public async Task A_file_that_is_no_text_is_told_what_makes_one_of_it_even_if_its_format_is_given(string name, string advice)
    {
        var run = await CommandRun.OfAsync("import", _folder.Write(name, ""), "--format", "csv");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain(advice);
    }

    [Fact]
    public async Task A_damaged_archive_is_called_so()
    {
        await using var server = await StubServer.StartAsync();
        var file = _folder.WriteCompressed("q.csv.gz", "title\nA?\n");
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[^5] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        var run = await CommandRun.OfAsync("import", file, "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Partly);
        run.Error.ShouldContain("Its compressed data are damaged or cut off");
    }

    [Theory]
    [InlineData("q.json", ExitCode.Usage)]
    [InlineData("q.ndjson", ExitCode.Partly)]
    public async Task An_array_is_told_what_makes_lines_of_it(string name, int exitCode)
    {
        await using var server = await StubServer.StartAsync();

        var run = await CommandRun.OfAsync("import", _folder.Write(name, """[{"id":"1","title":"A?"}]"""), "--url", server.Url);

        run.ExitCode.ShouldBe(exitCode);
        (exitCode == ExitCode.Usage ? run.Error : await File.ReadAllTextAsync(_folder[$"{name}.rejected.ndjson"], TestContext.Current.CancellationToken)).ShouldContain("jq -c '.[]'");
    }

    [Fact]
    public async Task Standard_input_is_read_in_the_format_that_is_given()
    {
        await using var server = await StubServer.StartAsync();

        var run = await CommandRun.OfAsync(
            ["import", "-", "--format", "csv", "--url", server.Url], new MemoryStream("title\nA?"u8.ToArray()), TestContext.Current.CancellationToken);

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        server.Values("title").ShouldBe(["A?"]);
    }

    [Fact]
    public async Task Standard_input_may_be_compressed_too()
    {
        await using var server = await StubServer.StartAsync();
        var pipe = new UnseekableStream(File.ReadAllBytes(_folder.WriteCompressed("q.csv.gz", "title\nA?")));

        var run = await CommandRun.OfAsync(["import", "-", "--format", "csv", "--url", server.Url], pipe, TestContext.Current.CancellationToken);

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        server.Values("title").ShouldBe(["A?"]);
    }

    [Fact]
    public async Task An_import_from_an_idle_pipe_can_be_cancelled()
    {
        await using var server = await StubServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var pipe = new IdlePipe("title\nA?\n", onIdle: cancellation.Cancel);

        var run = await Until.DoneAsync(CommandRun.OfAsync(["import", "-", "--format", "csv", "--url", server.Url], pipe, cancellation.Token));

        run.ExitCode.ShouldBe(ExitCode.Cancelled);
        run.Out.ShouldContain("0 rejected");
    }

    [Fact]
    public async Task An_import_from_an_idle_pipe_ends_when_the_server_is_given_up()
    {
        await using var server = await StubServer.StartAsync();
        server.First.Enqueue(StubServer.Answer(415));
        var pipe = new IdlePipe("title\nA?\n");

        var run = await Until.DoneAsync(CommandRun.OfAsync(
            ["import", "-", "--format", "csv", "--url", server.Url], pipe, TestContext.Current.CancellationToken));

        run.ExitCode.ShouldBe(ExitCode.Refused);
    }

    [Fact]
    public async Task Rejected_rows_lie_in_a_file_with_their_lines_and_reasons()
    {
        await using var server = await StubServer.StartAsync();
        var file = _folder.Write("q.csv", "id,title\n" + string.Concat(Enumerable.Range(2, 998).Select(line => line switch
        {
            300 => "300,\n",
            500 => "500,too,many\n",
            _ => $"{line},Question {line}?\n",
        })));

        var run = await CommandRun.OfAsync("import", file, "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Partly, run.Error);
        run.Out.ShouldStartWith("996 accepted, 2 rejected");
        run.Out.ShouldContain(file + ".rejected.ndjson");
        var rejected = File.ReadLines(file + ".rejected.ndjson").Select(line => JsonNode.Parse(line)!).OrderBy(row => (int)row["line"]!).ToList();
        rejected.ConvertAll(row => (int)row["line"]!).ShouldBe([300, 500]);
        rejected[0]["errors"]!.ToJsonString().ShouldBe("""["title is blank"]""");
        rejected[0]["question"]!["id"]!.ToString().ShouldBe("300");
        rejected[1]["row"]!.ToString().ShouldBe("500,too,many");
        server.Accepted.Count.ShouldBe(996);
        server.LongestRequest.ShouldBeLessThanOrEqualTo(100);
    }

    [Fact]
    public async Task Requests_are_small_enough_for_a_proxy_however_long_the_bodies_are()
    {
        await using var server = await StubServer.StartAsync();
        var body = new string('x', 29_000);
        var file = _folder.Write("q.csv", "id,title,body\n" + string.Concat(Enumerable.Repeat($"1,A?,{body}\n", 200)));

        var run = await CommandRun.OfAsync("import", file, "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        server.Accepted.Count.ShouldBe(200);
        server.LargestRequest.ShouldBeInRange(body.Length, 1 << 19);
    }

    [Fact]
    public async Task Rejected_rows_that_would_find_no_folder_are_told_of_before_anything_is_sent()
    {
        await using var server = await StubServer.StartAsync();
        var file = _folder.Write("q.csv", "title\nA?");

        var run = await CommandRun.OfAsync("import", file, "--url", server.Url, "--rejected", Path.Combine(_folder["nowhere"], "bad.ndjson"));

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("nowhere");
        server.Accepted.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("q.csv")]
    [InlineData("./q.csv")]
    public async Task Rejected_rows_never_replace_the_file_that_is_imported(string rejected)
    {
        await using var server = await StubServer.StartAsync();
        const string text = "title\nA?";
        var file = _folder.Write("q.csv", text);

        var run = await CommandRun.OfAsync("import", file, "--url", server.Url, "--rejected", _folder[rejected]);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain($"--rejected is {file}, the file to import");
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldBe(text);
        server.Accepted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rejected_rows_that_cannot_be_written_ask_for_another_file()
    {
        await using var server = await StubServer.StartAsync();
        var taken = Directory.CreateDirectory(_folder["taken"]).FullName;

        var run = await CommandRun.OfAsync("import", _folder.Write("q.csv", "title\n\"A"), "--url", server.Url, "--rejected", taken);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain($"Rejected rows cannot be written to {taken}");
        run.Error.ShouldContain("--rejected");
    }

    [Fact]
    public async Task A_file_without_faults_takes_away_the_rejected_rows_of_its_last_import()
    {
        await using var server = await StubServer.StartAsync();
        var file = _folder.Write("q.csv", "title\nA?");
        var leftover = _folder.Write("q.csv.rejected.ndjson", "old");

        await CommandRun.OfAsync("import", file, "--url", server.Url);

        File.Exists(leftover).ShouldBeFalse();
    }

    [Fact]
    public async Task Rejected_rows_of_the_last_import_that_cannot_be_taken_away_are_told_of()
    {
        await using var server = await StubServer.StartAsync();
        var file = _folder.Write("q.csv", "title\nA?");
        var leftover = Directory.CreateDirectory(_folder["q.csv.rejected.ndjson"]);

        var run = await CommandRun.OfAsync("import", file, "--url", server.Url);

        run.ExitCode.ShouldBe(0);
        run.Error.ShouldContain($"{leftover.FullName} is left from an earlier import");
    }

    [Fact]
    public async Task Rejected_rows_of_another_file_are_kept_where_one_name_is_given_for_all()
    {
        await using var server = await StubServer.StartAsync();
        var bad = _folder["bad.ndjson"];
        foreach (var row in (string[])["\"apple", "\"pear", "plum"])
        {
            await CommandRun.OfAsync("import", _folder.Write($"{row.Trim('"')}.csv", $"title\n{row}"), "--url", server.Url, "--rejected", bad);
        }

        (await File.ReadAllTextAsync(bad, TestContext.Current.CancellationToken)).ShouldContain("apple");
        (await File.ReadAllTextAsync(_folder["bad.2.ndjson"], TestContext.Current.CancellationToken)).ShouldContain("pear");
    }

    [Fact]
    public async Task Of_two_rows_with_one_id_the_last_one_arrives_last_even_when_requests_are_sent_again()
    {
        await using var server = await StubServer.StartAsync();
        server.First.Enqueue(StubServer.Answer(503, "0"));
        server.First.Enqueue(StubServer.HangUp);
        server.First.Enqueue(StubServer.Answer(429, "0"));
        var file = _folder.Write("q.csv", "id,title\n" + string.Concat(Enumerable.Range(1, 600).Select(i => $"{i % 3},Version {i:000}?\n")));

        var run = await CommandRun.OfAsync("import", file, "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        foreach (var versions in server.Accepted.GroupBy(question => question["id"]!.ToString(), question => question["title"]!.ToString()))
        {
            versions.ShouldBeInOrder();
            versions.Count().ShouldBe(200);
        }
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_when_it_says_so()
    {
        await using var server = await StubServer.StartAsync();
        server.First.Enqueue(StubServer.Answer(429, "7", """{"title":"Too much is waiting.","status":429}"""));

        var run = await CommandRun.OfAsync("import", _folder.Write("q.csv", "title\nA?"), "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Done);
        run.Error.ShouldContain("(429) Too much is waiting. Trying again in 7 s.");
        server.Accepted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_dump_is_read_the_same_with_html()
    {
        await using var server = await StubServer.StartAsync();
        var file = _folder.Write("Posts.xml", "<posts>\n<row Id=\"1\" PostTypeId=\"1\" Title=\"What is &lt;b&gt; for?\" Body=\"&lt;p&gt;I &amp;lt;3 it&lt;/p&gt;\" />\n</posts>");

        await CommandRun.OfAsync("import", file, "--html", "--url", server.Url);

        server.Values("title").ShouldBe(["What is <b> for?"]);
        server.Values("body").ShouldBe(["I <3 it"]);
    }

    [Fact]
    public async Task A_wait_for_a_server_that_is_not_ready_says_what_it_lacks()
    {
        await using var server = await StubServer.StartAsync();
        server.First.Enqueue(_ => Task.FromResult(false));
        server.First.Enqueue(StubServer.Answer(503, body: """{"status":"not ready","queued":1,"faults":{"inbox":"The disk is full.","index":null}}"""));

        var run = await CommandRun.OfAsync("import", _folder.Write("q.csv", "title\nA?"), "--wait", "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Done);
        run.Error.ShouldContain("(503) The disk is full. Trying again in 0.5 s.");
    }

    [Fact]
    public async Task A_server_that_asks_for_no_wait_is_not_asked_without_one()
    {
        await using var server = await StubServer.StartAsync();
        server.First.Enqueue(StubServer.Answer(503, "0"));
        server.First.Enqueue(StubServer.Answer(503, "0"));

        var run = await CommandRun.OfAsync("import", _folder.Write("q.csv", "title\nA?"), "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Done);
        run.Error.ShouldContain("Trying again in 0.5 s.");
        run.Error.ShouldContain("Trying again in 1 s.");
    }

    [Fact]
    public async Task A_server_that_stays_busy_is_given_up_after_a_while()
    {
        await using var server = await StubServer.StartAsync();
        foreach (var _ in Enumerable.Range(0, 100))
        {
            server.First.Enqueue(StubServer.Answer(503, "10"));
        }

        var run = await CommandRun.OfAsync("import", _folder.Write("q.csv", "title\nA?"), "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Unreachable);
        run.Out.ShouldStartWith("0 accepted");
        server.First.Count.ShouldBe(100 - 13);
    }

    [Fact]
    public async Task No_server_at_the_address_is_said_after_a_few_tries()
    {
        var server = await StubServer.StartAsync();
        var url = server.Url;
        await server.DisposeAsync();

        var run = await CommandRun.OfAsync("import", _folder.Write("q.csv", "title\nA?"), "--url", url);

        run.ExitCode.ShouldBe(ExitCode.Unreachable);
        run.Error.ShouldContain("cannot be reached");
        run.Error.ShouldContain("Trying again");
        run.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_server_that_does_not_answer_for_every_row_leaves_the_import_failed()
    {
        await using var server = await StubServer.StartAsync();
        server.First.Enqueue(StubServer.Answer(200, body: """{"accepted":0,"rejectedCount":0,"rejected":[]}"""));

        var run = await CommandRun.OfAsync("import", _folder.Write("q.csv", "title\nA?"), "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Failed);
        run.Error.ShouldContain("The server answered for 0 of 1 rows");
        run.Out.ShouldStartWith("0 accepted");
    }

    [Fact]
    public async Task A_server_that_refuses_everything_ends_the_import_at_once()
    {
        await using var server = await StubServer.StartAsync();
        server.First.Enqueue(StubServer.Answer(415, body: """{"title":"The content type is not understood.","detail":"Send NDJSON."}"""));

        var run = await CommandRun.OfAsync("import", _folder.Write("q.csv", "title\nA?"), "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Refused);
        run.Error.ShouldContain("(415) The content type is not understood. Send NDJSON.");
    }

    [Fact]
    public async Task Rows_without_a_revision_are_as_old_as_their_file_and_the_last_one_is_the_newest()
    {
        await using var server = await StubServer.StartAsync();
        var file = _folder.Write("q.csv", "id,title,revision\n1,A?,\n2,B?,7\n1,C?,\n");
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddSeconds(100));

        foreach (var _ in new[] { "first", "again" })
        {
            server.Accepted.Clear();
            var run = await CommandRun.OfAsync("import", file, "--url", server.Url);

            run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
            server.Accepted.Select(question => (question["title"]!.ToString(), (long?)question["revision"]))
                .ShouldBe([("A?", 100_000_000), ("B?", 7), ("C?", 100_000_001)], ignoreOrder: true);
        }
    }

    [Theory]
    [InlineData("https://forum.example/q/")]
    [InlineData("forum.example/q/{id}")]
    [InlineData("ftp://forum.example/q/{id}")]
    [InlineData("https://forum.example/q/ {id}")]
    public async Task A_link_that_makes_no_address_of_each_row_is_told_of_before_anything_is_sent(string link)
    {
        await using var server = await StubServer.StartAsync();

        var run = await CommandRun.OfAsync("import", _folder.Write("q.csv", "title\nA?"), "--url", server.Url, "--link", link);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain($"--link is '{link}'; it must be an http or https address with {{id}} in the place of the id");
        server.Accepted.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_makes_the_address_of_rows_that_have_none()
    {
        await using var server = await StubServer.StartAsync();
        var file = _folder.Write("q.csv", "id,title,url\na b,A?,\n2,B?,https://elsewhere.example/\n");

        await CommandRun.OfAsync("import", file, "--url", server.Url, "--link", "https://forum.example/q/{id}");

        server.Values("url").ShouldBe(["https://elsewhere.example/", "https://forum.example/q/a%20b"]);
    }

    [Theory]
    [InlineData("-")]
    [InlineData("from-a-clock-that-is-fast.csv")]
    public async Task Rows_of_standard_input_are_as_old_as_the_import_and_none_is_newer(string file)
    {
        await using var server = await StubServer.StartAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddSeconds(100));
        var terminal = new Terminal(new MemoryStream("title\nA?"u8.ToArray()), TextWriter.Null, TextWriter.Null, time);
        var path = file == "-" ? file : _folder.Write(file, "title\nA?");

        await DedupCommand.RunAsync(["import", path, "--format", "csv", "--url", server.Url], terminal, TestContext.Current.CancellationToken);

        server.Values("revision").ShouldBe(["100000000"]);
    }

    [Theory]
    [InlineData("q.csv", "id,Title,votes,question,\n1,A?,3,B?,\n2,C?,4,D?,\n", "Columns")]
    [InlineData("q.ndjson", """{"id":1,"Title":"A?","votes":3,"question":"B?"}""" + "\n" + """{"id":2,"title":"C?","votes":4}""", "Fields")]
    public async Task Columns_and_fields_that_are_not_used_are_named_once(string name, string text, string what)
    {
        await using var server = await StubServer.StartAsync();

        var run = await CommandRun.OfAsync("import", _folder.Write(name, text), "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        run.Error.ShouldStartWith($"{what} that are not used: votes, question.");
        run.Error.Split("not used").Length.ShouldBe(2, run.Error);
    }

    [Theory]
    [InlineData("id\ttitle\n1\tA?\n2\t\"B, c?\"\n3\t\"D, e?\"\n", ExitCode.Done, 3)]
    [InlineData("\"id\"\t\"title\"\n\"1\"\t\"A?\"\n", ExitCode.Usage, 1)]
    public async Task Tab_separated_text_whose_quotes_seem_to_enclose_cells_is_told_of_once(string text, int exitCode, int line)
    {
        await using var server = await StubServer.StartAsync();
        var file = _folder.Write("q.tsv", text);

        var run = await CommandRun.OfAsync("import", file, "--url", server.Url);
        var asCsv = await CommandRun.OfAsync("import", file, "--format", "csv", "--url", server.Url);

        run.ExitCode.ShouldBe(exitCode);
        run.Error.ShouldStartWith($"Line {line} has a cell in quotes, which tsv takes as text.");
        run.Error.Split("add --format csv").Length.ShouldBe(2);
        asCsv.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("q.tsv", "id\ttitle\n1\tA \"b\"?\n")]
    [InlineData("q.ndjson", """{"line":7,"errors":["a quote is never closed"],"row":"1,\"A","id":"1","title":"A?"}""")]
    public async Task Where_all_is_used_nothing_is_said(string name, string text)
    {
        await using var server = await StubServer.StartAsync();

        var run = await CommandRun.OfAsync("import", _folder.Write(name, text), "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        run.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("q.csv", "id,title,body\n1,Can&#039;t I ask &quot;why&quot;?,<p>I &amp; you</p><p>a &lt; b</p>\n2,B?,<br>\n")]
    [InlineData("q.ndjson", """{"id":1,"title":"Can&#039;t I ask &quot;why&quot;?","body":"<p>I &amp; you</p><p>a &lt; b</p>"}""" + "\n" + """{"id":2,"title":"B?","body":"<br>"}""")]
    [InlineData("Posts.xml", """
        <posts>
        <row Id="1" PostTypeId="1" Title="Can't I ask &quot;why&quot;?" Body="&lt;p&gt;I &amp;amp; you&lt;/p&gt;&lt;p&gt;a &amp;lt; b&lt;/p&gt;" />
        <row Id="2" PostTypeId="1" Title="B?" Body="&lt;br&gt;" />
        </posts>
        """)]
    public async Task Of_HTML_the_text_is_imported(string name, string text)
    {
        await using var server = await StubServer.StartAsync();

        var run = await CommandRun.OfAsync("import", _folder.Write(name, text), "--html", "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        server.Values("title").ShouldBe(["B?", "Can't I ask \"why\"?"]);
        server.Accepted.Select(question => question["body"]?.ToString()).ShouldBe(["I & you\na < b", null], ignoreOrder: true);
    }

    [Fact]
    public async Task The_text_of_a_rejected_row_is_not_read_as_HTML_again()
    {
        await using var server = await StubServer.StartAsync();
        var rejected = _folder.Write("q.csv.rejected.ndjson", "{\"line\":2,\"errors\":[],\"question\":{\"id\":\"1\",\"title\":\"What is List<String>?\"} }\n");

        await CommandRun.OfAsync("import", rejected, "--html", "--url", server.Url);

        server.Values("title").ShouldBe(["What is List<String>?"]);
    }

    [Fact]
    public async Task HTML_that_would_overflow_the_parsers_stack_costs_its_row_and_nothing_else()
    {
        await using var server = await StubServer.StartAsync();
        var deep = string.Concat(Enumerable.Repeat("</>", 100_000));

        var run = await CommandRun.OfAsync("import", _folder.Write("q.csv", $"id,title\n1,{deep}\n2,B?\n"), "--html", "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Partly, run.Error);
        server.Values("title").ShouldBe(["B?"]);
        File.ReadLines(_folder["q.csv.rejected.ndjson"]).ShouldHaveSingleItem().ShouldContain("the mark-up of the title nests too deeply");
    }

    [Theory]
    [InlineData("q.csv", "question_id,title\n7,A?\n8,B?\n")]
    [InlineData("q.ndjson", "{\"title\":\"A?\"}\n{\"title\":\"B?\"}\n")]
    public async Task Rows_that_no_removal_by_the_platforms_own_id_will_find_are_told_of_once(string name, string text)
    {
        await using var server = await StubServer.StartAsync();

        var run = await CommandRun.OfAsync("import", _folder.Write(name, text), "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        run.Error.Split("has no id").Length.ShouldBe(2, run.Error);
    }

    [Fact]
    public async Task The_names_of_columns_cannot_steer_the_terminal()
    {
        await using var server = await StubServer.StartAsync();

        var run = await CommandRun.OfAsync("import", _folder.Write("q.csv", "title,\u001b[2Jvotes\u0007\nA?,3\n"), "--url", server.Url);
        var without = await CommandRun.OfAsync("import", _folder.Write("r.csv", "\u001b[2Jvotes\u0007\n3\n"), "--url", server.Url);

        run.Error.ShouldStartWith("Columns that are not used:  [2Jvotes .");
        without.Error.ShouldContain("The first line names:  [2Jvotes .");
    }

    [Fact]
    public async Task The_help_names_the_columns()
    {
        var run = await CommandRun.OfAsync("import", "--help");

        run.Out.ShouldContain(FieldNames.Help);
    }

    [Fact]
    public async Task Waiting_ends_when_nothing_is_queued_any_more()
    {
        await using var server = await StubServer.StartAsync(queued: 5);

        var run = await CommandRun.OfAsync("import", _folder.Write("q.csv", "title\nA?"), "--url", server.Url, "--wait");

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        server.Queued.ShouldBe(0);
        run.Error.TrimEnd().ShouldContain("Everything accepted is searchable");
    }

    [Theory]
    [InlineData("q.csv", "")]
    [InlineData("q.csv", "id,title\n")]
    [InlineData("q.ndjson", "\n")]
    [InlineData("Posts.xml", "<posts>\n</posts>")]
    public async Task A_file_without_questions_is_no_success_and_leaves_the_rejected_rows_of_the_one_before(string name, string text)
    {
        await using var server = await StubServer.StartAsync();
        var mended = _folder.Write(name + ".rejected.ndjson", "{}");

        var run = await CommandRun.OfAsync("import", _folder.Write(name, text), "--url", server.Url, "--wait");

        run.ExitCode.ShouldBe(ExitCode.Partly);
        run.Error.ShouldContain("The input holds no questions.");
        File.Exists(mended).ShouldBeTrue();
    }

    [Fact]
    public async Task Waiting_for_a_server_that_does_not_tell_what_is_queued_leaves_an_import_done_in_part()
    {
        await using var server = await StubServer.StartAsync(queued: null);

        var run = await CommandRun.OfAsync("import", _folder.Write("q.csv", "title\nA?"), "--url", server.Url, "--wait");

        run.ExitCode.ShouldBe(ExitCode.Partly);
        run.Out.ShouldContain("1 accepted, 0 rejected");
        run.Error.ShouldContain("only Standalone knows");
    }

    [Theory]
    [InlineData("q.csv")]
    [InlineData("-")]
    public async Task Somebody_who_watches_sees_a_bar_or_a_count(string file)
    {
        await using var server = await StubServer.StartAsync();
        var error = new StringWriter();
        var terminal = new Terminal(new UnseekableStream("title\nA?"u8.ToArray()), TextWriter.Null, error, TimeProvider.System, isInteractive: true);
        var path = file == "-" ? file : _folder.Write(file, "title\nA?");

        var code = await DedupCommand.RunAsync(
            ["import", path, "--format", "csv", "--url", server.Url], terminal, TestContext.Current.CancellationToken);

        code.ShouldBe(ExitCode.Done, error.ToString());
        error.ToString().ShouldContain("1 accepted, 0 rejected");
    }

    [Fact]
    public async Task A_cancelled_import_says_what_was_accepted()
    {
        await using var server = await StubServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        server.First.Enqueue(async context =>
        {
            await cancellation.CancelAsync();
            return await StubServer.HangUp(context);
        });

        var run = await CommandRun.OfAsync(
            ["import", _folder.Write("q.csv", "title\nA?"), "--url", server.Url], Stream.Null, cancellation.Token);

        run.ExitCode.ShouldBe(ExitCode.Cancelled);
        run.Out.ShouldStartWith("0 accepted");
    }

    [Fact]
    public async Task A_server_behind_does_not_make_the_import_read_ahead_without_bound()
    {
        await using var server = await StubServer.StartAsync();
        var (read, furthest) = (0, 0);
        server.OnImport = accepted => furthest = Math.Max(furthest, Volatile.Read(ref read) - accepted);
        using var client = new DedupClient(new Uri(server.Url));
        var terminal = new Terminal(Stream.Null, TextWriter.Null, TextWriter.Null, TimeProvider.System);
        using var rejected = new RejectedFile(_folder["rejected"]);

        await new Importer(client, new Retry(terminal), rejected).RunAsync(Rows(), () => { }, TestContext.Current.CancellationToken);

        server.Accepted.Count.ShouldBe(20_000);
        furthest.ShouldBeInRange(1, 4 * (100 + 100) + 1);

        async IAsyncEnumerable<ImportRow> Rows()
        {
            for (var i = 0; i < 20_000; i++)
            {
                Interlocked.Increment(ref read);
                yield return new ImportRow { Line = i, Id = $"{i}", Json = System.Text.Encoding.UTF8.GetBytes($$"""{"id":"{{i}}","title":"A?"}""") };
            }

            await Task.CompletedTask;
        }
    }
}
