using DedupPlatform.Cli.Tests.Support;

namespace DedupPlatform.Cli.Tests.Check;

public sealed class CheckCommandTests
{
    private const string Found =
        """{"threshold":0.8,"model":"stub","candidates":[{"site":"s","id":"7","title":"How do I [b]boil[/b]\u001b[31m rice?","url":"https://example.org/7","similarity":0.91234,"probability":0.87}]}""";

    [Fact]
    public async Task Everything_that_was_asked_reaches_the_server()
    {
        await using var server = await StubServer.StartAsync();

        var run = await CommandRun.OfAsync(
            "check", "@home: how?", "--body", "b", "--site", "s", "--limit", "3", "--threshold", "0.5", "--exclude", "9", "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        server.Asked!.ToJsonString().ShouldBe("""{"title":"@home: how?","site":"s","body":"b","limit":3,"threshold":0.5,"excludeId":"9"}""");
    }

    [Fact]
    public async Task A_candidate_is_a_row_of_the_table_and_its_title_cannot_steer_the_terminal()
    {
        await using var server = await StubServer.StartAsync();
        server.CheckAnswer = _ => Found;

        var run = await CommandRun.OfAsync("check", "A?", "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        var row = run.Out.Split('\n').Single(line => line.Contains("rice"));
        row.ShouldContain("0.912");
        row.ShouldContain("87");
        row.ShouldContain("How do I [b]boil[/b] [31m rice?");
        row.ShouldContain("https://example.org/7");
        run.Out.ShouldNotContain("\u001b");
    }

    [Theory]
    [InlineData("\\u001b]0;title\\u0007", " ]0;title ")]
    [InlineData("\\u009b2J", " 2J")]
    [InlineData("\\u202egnp.exe\\u2066", " gnp.exe ")]
    public async Task Nothing_that_a_server_says_can_steer_the_terminal(string said, string shown)
    {
        await using var server = await StubServer.StartAsync();
        server.CheckAnswer = _ => $$"""{"threshold":0.8,"model":"{{said}}","candidates":[]}""";
        var answered = await CommandRun.OfAsync("check", "A?", "--url", server.Url);
        server.First.Enqueue(StubServer.Answer(400, body: $$"""{"title":"{{said}}","errors":{"{{said}}":["{{said}}"] } }"""));
        var refused = await CommandRun.OfAsync("check", "A?", "--url", server.Url);

        answered.Out.ShouldBe($"No stored question in the site default reaches a similarity of 0.800 ({shown}).\n");
        refused.Error.ShouldContain($"(400) {shown}\n  {shown}: {shown}\n");
    }

    [Fact]
    public async Task No_candidate_is_an_answer_too_that_names_the_site()
    {
        await using var server = await StubServer.StartAsync();

        var run = await CommandRun.OfAsync("check", "A?", "--site", "qora", "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Done);
        run.Out.ShouldContain("No stored question in the site qora reaches a similarity of 0.800");
    }

    [Fact]
    public async Task A_question_that_is_missing_or_not_in_quotes_is_told_as_such()
    {
        (await CommandRun.OfAsync("check")).Error.ShouldContain("It takes <question>.");
        (await CommandRun.OfAsync("check", "How", "do", "I", "bake?")).Error.ShouldContain("A text of several words has to be in quotes.");
        (await CommandRun.OfAsync("check", "How?", "--tite", "x")).Error.ShouldNotContain("quotes");
    }

    [Fact]
    public async Task Scripts_get_the_answer_as_it_came()
    {
        await using var server = await StubServer.StartAsync();
        server.CheckAnswer = _ => Found;

        var run = await CommandRun.OfAsync(["check", "-", "--json", "--url", server.Url], new MemoryStream("From a pipe?\n"u8.ToArray()), TestContext.Current.CancellationToken);

        run.Out.ShouldBe(Found + "\n");
        server.Asked!["title"]!.ToString().ShouldBe("From a pipe?");
    }

    [Fact]
    public async Task Every_fault_the_server_finds_is_printed()
    {
        await using var server = await StubServer.StartAsync();
        server.First.Enqueue(StubServer.Answer(
            400, body: """{"title":"The request is not valid.","status":400,"errors":{"title":["is blank"],"limit":["is 0; it must be 1 to 100"],"$":["is odd"]}}"""));

        var run = await CommandRun.OfAsync("check", " ", "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Refused);
        run.Error.ShouldContain("(400) The request is not valid.\n  title: is blank\n  limit: is 0; it must be 1 to 100\n  request: is odd");
        run.Out.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_server_that_cannot_serve_exits_with_3(int status)
    {
        await using var server = await StubServer.StartAsync();
        server.First.Enqueue(StubServer.Answer(status, body: "<html>"));

        (await CommandRun.OfAsync("check", "A?", "--url", server.Url)).ExitCode.ShouldBe(ExitCode.Unreachable);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("""{"threshold":0.8,"model":"stub","candidates":null}""")]
    public async Task Another_kind_of_server_is_told_apart(string answer)
    {
        await using var server = await StubServer.StartAsync();
        server.CheckAnswer = _ => answer;

        foreach (var arguments in new string[][] { ["check", "A?"], ["check", "A?", "--json"] })
        {
            var run = await CommandRun.OfAsync([.. arguments, "--url", server.Url]);

            run.ExitCode.ShouldBe(ExitCode.Refused);
            run.Error.ShouldContain("is it a DedupPlatform server?");
            run.Out.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData(301, "https://example.org/dedup/v1/duplicates/check", "sends its callers on; give --url https://example.org/dedup/")]
    [InlineData(308, "/login", "/login; is it a DedupPlatform server?")]
    [InlineData(302, "/login?next=/v1/duplicates/check", "/login?next=/v1/duplicates/check; is it a DedupPlatform server?")]
    public async Task A_redirect_is_told_and_not_followed_because_the_key_would_stay_behind(int status, string location, string told)
    {
        await using var server = await StubServer.StartAsync();
        server.First.Enqueue(context =>
        {
            context.Response.Headers.Location = location;
            return StubServer.Answer(status)(context);
        });

        var run = await CommandRun.OfAsync("check", "A?", "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Refused);
        run.Error.ShouldContain("sends its callers on");
        run.Error.ShouldEndWith(told + "\n");
        server.Asked.ShouldBeNull();
    }

    [Fact]
    public async Task A_server_that_speaks_no_TLS_is_told_how_it_is_addressed()
    {
        await using var server = await StubServer.StartAsync();

        var run = await CommandRun.OfAsync("check", "A?", "--url", server.Url.Replace("http:", "https:", StringComparison.Ordinal));

        run.ExitCode.ShouldBe(ExitCode.Unreachable);
        run.Error.ShouldContain("A server without TLS takes http://");
    }

    [Fact]
    public async Task Waiting_for_a_question_from_an_idle_pipe_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var run = CommandRun.OfAsync(["check", "-"], new IdlePipe("", onIdle: cancellation.Cancel), cancellation.Token);

        (await Until.DoneAsync(run)).ExitCode.ShouldBe(ExitCode.Cancelled);
    }
}
