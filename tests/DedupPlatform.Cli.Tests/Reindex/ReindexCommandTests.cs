using DedupPlatform.Cli.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace DedupPlatform.Cli.Tests.Reindex;

public sealed class ReindexCommandTests : IAsyncLifetime
{
    private const string Job = "questions-other-2";
    private const string Conflict = """{"title":"This cannot be done now.","detail":"Reindex questions-other-2 is running.","status":409}""";

    private readonly List<string> _calls = [];
    private StubServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await StubServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_start_tells_the_job_and_how_far_it_is()
    {
        Answers((202, $$"""{"jobId":"{{Job}}"}"""), (200, Status("running", done: 1)));

        var run = await RunAsync("--model", "other");

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        run.Out.ShouldBe($"{Job}: running, 1 of 2 questions\n");
        _calls.ShouldBe(["""POST /v1/reindex {"model":"other"}""", $"GET /v1/reindex/{Job}"]);
    }

    [Fact]
    public async Task Without_a_model_the_server_takes_its_own()
    {
        Answers((202, $$"""{"jobId":"{{Job}}"}"""), (200, Status("running")));

        await RunAsync();

        _calls[0].ShouldBe("POST /v1/reindex {}");
    }

    [Fact]
    public async Task A_reindex_that_is_watched_is_followed_to_its_end_even_when_the_server_is_away_meanwhile()
    {
        Answers(
            (202, $$"""{"jobId":"{{Job}}"}"""), (200, Status("running", total: 0)), (200, Status("running", done: 1)), (503, "{}"),
            (200, Status("verifying", done: 2)), (200, Status("completed", done: 2)));

        var run = await RunAsync("--watch");

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        run.Out.ShouldBe($"{Job}: completed, 2 of 2 questions\n");
        run.Error.ShouldContain("it waits for a worker to count the questions");
        _calls.Count.ShouldBe(6);
    }

    [Fact]
    public async Task An_empty_id_is_wrong_usage_and_asks_nothing()
    {
        var run = await RunAsync("--job", "", "--then", "drop");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("--job is ''; it must be the id of a reindex.");
        _calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reindex_that_is_watched_without_a_terminal_tells_one_time_left()
    {
        Answers([.. Enumerable.Range(0, 30).Select(done => (200, Status("running", done, total: 30, eta: 77))), (200, Status("completed", 30, total: 30))]);

        var run = await RunAsync("--job", Job, "--watch");

        run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldContain(line => line.Contains(" left", StringComparison.Ordinal));
        run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => line.Split(" left").Length <= 2);
    }

    [Fact]
    public async Task What_could_not_be_embedded_is_told_while_it_is_watched_and_is_not_left_to_do()
    {
        Answers(
        [
            .. Enumerable.Range(0, 30).Select(done => (200, Status("running", done, total: 32, failed: 2))),
            .. Enumerable.Repeat((200, Status("verifying", done: 30, total: 32, failed: 2)), 30),
            (200, Status("completed", done: 30, total: 32, failed: 2)),
        ]);

        var run = await RunAsync("--job", Job, "--watch");

        run.Out.ShouldBe($"{Job}: completed, 30 of 32 questions, 2 failed\n");
        var lines = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.ShouldAllBe(line => line.Contains(" questions, 2 failed", StringComparison.Ordinal));
        lines.ShouldContain("verifying, 30 of 32 questions, 2 failed");
        lines.ShouldAllBe(line => line.Contains(" left", StringComparison.Ordinal) == line.StartsWith("running", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_reindex_that_is_watched_waits_for_is_told_once_until_it_is_something_else()
    {
        string?[] reasons = ["No model.", "No model.", null, "No model.", "It settles."];
        Answers([.. reasons.Select(reason => (200, Status("running", reason: reason))), (200, Status("completed"))]);

        var run = await RunAsync("--job", Job, "--watch");

        run.Error.Split('\n').Where(line => line.EndsWith('.')).ShouldBe(["No model.", "No model.", "It settles."]);
    }

    [Fact]
    public async Task A_watch_that_is_broken_off_says_that_the_reindex_goes_on()
    {
        using var cancellation = new CancellationTokenSource();
        Answers((200, Status("running")));
        _server.First.Enqueue(async context =>
        {
            await cancellation.CancelAsync();
            return await StubServer.HangUp(context);
        });

        var run = await CommandRun.OfAsync(["reindex", "--url", _server.Url, "--job", Job, "--watch"], Stream.Null, cancellation.Token);

        run.ExitCode.ShouldBe(ExitCode.Cancelled);
        run.Error.ShouldContain($"Reindex {Job} goes on");
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("rolledBack")]
    public async Task A_reindex_that_does_not_stay_live_exits_with_5_and_the_reason(string state)
    {
        Answers((200, Status("running")), (200, Status(state, reason: "Site cooking has 2 questions and 1.")));

        var run = await RunAsync("--job", Job, "--watch");

        run.ExitCode.ShouldBe(ExitCode.Failed);
        run.Out.ShouldBe($"{Job}: {state}, 0 of 2 questions. Site cooking has 2 questions and 1.\n");
    }

    [Fact]
    public async Task A_reason_that_quotes_a_stored_id_cannot_steer_the_terminal()
    {
        Answers((200, Status("failed", reason: "Question \\u001b[31m7 is no text.")));

        var run = await RunAsync("--job", Job);

        run.Out.ShouldBe($"{Job}: failed, 0 of 2 questions. Question  [31m7 is no text.\n");
    }

    [Theory]
    [InlineData("cancel", $"DELETE /v1/reindex/{Job}")]
    [InlineData("rollback", $"POST /v1/reindex/{Job}/rollback")]
    [InlineData("drop", $"POST /v1/reindex/{Job}/drop")]
    public async Task Its_course_is_changed_by_one_call(string change, string call)
    {
        Answers((204, ""));

        var run = await RunAsync("--job", Job, "--then", change);

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        run.Out.ShouldBe($"Reindex {Job}: {change} is done.\n");
        _calls.ShouldBe([call]);
    }

    [Theory]
    [InlineData("--model other")]
    [InlineData($"--job {Job} --then rollback")]
    public async Task What_the_server_refuses_exits_with_4_and_why(string arguments)
    {
        Answers((409, Conflict));

        var run = await RunAsync(arguments.Split(' '));

        run.ExitCode.ShouldBe(ExitCode.Refused);
        run.Error.ShouldContain("(409) This cannot be done now. Reindex questions-other-2 is running.");
        run.Out.ShouldBeEmpty();
        _calls.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData($$"""{"jobId":"{{Job}}","state":null,"done":0,"total":2}""")]
    public async Task An_answer_that_lacks_what_every_reindex_has_is_another_servers(string answer)
    {
        Answers((200, answer));

        var run = await RunAsync("--job", Job);

        run.ExitCode.ShouldBe(ExitCode.Refused);
        run.Error.ShouldContain("is it a DedupPlatform server?");
    }

    [Theory]
    [InlineData("--then drop")]
    [InlineData($"--job {Job} --model other")]
    [InlineData($"--job {Job} --then undo")]
    [InlineData($"--job {Job} --then rollback --watch")]
    public async Task Options_that_do_not_go_together_reach_no_server(string arguments)
    {
        (await RunAsync(arguments.Split(' '))).ExitCode.ShouldBe(ExitCode.Usage);
    }

    private static string Status(string state, int done = 0, int total = 2, string? reason = null, int? eta = null, int failed = 0) =>
        $$"""{"jobId":"{{Job}}","state":"{{state}}","done":{{done}},"total":{{total}},"failed":{{failed}},"eta":{{eta?.ToString() ?? "null"}},"reason":{{(reason is null ? "null" : $"\"{reason}\"")}}}""";

    /// <summary>What the server answers to the next calls, in turn.</summary>
    private void Answers(params (int Status, string Body)[] answers) => Array.ForEach(answers, answer => _server.First.Enqueue(async context =>
    {
        using var body = new StreamReader(context.Request.Body);
        _calls.Add($"{context.Request.Method} {context.Request.Path} {await body.ReadToEndAsync()}".TrimEnd());
        return await StubServer.Answer(answer.Status, body: answer.Body)(context);
    }));

    private Task<CommandRun> RunAsync(params string[] arguments) => CommandRun.OfAsync(["reindex", "--url", _server.Url, .. arguments]);
}
