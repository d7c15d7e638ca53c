using DedupPlatform.Cli.Demo;
using DedupPlatform.Cli.Tests.Support;

namespace DedupPlatform.Cli.Tests.Demo;

public sealed class DemoRunTests
{
    private const string Questions = "id\tfield\ttitle\nrice\tcooking\tHow do I boil rice?\ncar\tcars\tWhy does my car not start?\n";

    [Fact]
    public async Task Hits_misses_and_false_alarms_are_counted_by_field_and_each_failure_is_shown()
    {
        const string checks = """
            field	kind	question	expected
            cooking	duplicate	found	rice
            cooking	duplicate	missed	rice
            cooking	trap	quiet	rice
            cars	trap	alarm	car
            cars	new	unasked	
            cars	new	shown	
            """;
        await using var server = await StubServer.StartAsync(queued: 2);
        server.CheckAnswer = asked => (asked["title"]!.ToString(), asked["threshold"]) switch
        {
            ("found", _) => Answer("rice", "How do I boil rice?", 0.95),
            ("missed", not null) => Answer("rice", "How do I boil rice?", 0.31),
            ("alarm", _) => Answer("car", "Why does my car not start?", 0.85),
            ("shown", _) => Answer("car", "Why does my car not start?", 0.82),
            _ => """{"threshold":0.8,"model":"stub","candidates":[]}""",
        };

        var (code, output) = await RunAsync(server, checks);

        code.ShouldBe(ExitCode.Done);
        server.Values("site").ShouldBe(["demo", "demo"]);
        Row(output, "cooking").ShouldBe(["cooking", "2", "1", "1", "1", "0"]);
        Row(output, "cars").ShouldBe(["cars", "0", "0", "0", "3", "2"]);
        Row(output, "total").ShouldBe(["total", "2", "1", "1", "4", "2"]);
        Row(output, "0.310").ShouldBe(["0.310", "missed", "How", "do", "I", "boil", "rice?"]);
        Row(output, "0.850").ShouldContain("alarm");
        Row(output, "0.820").ShouldContain("shown");
        output.ShouldContain("For 2 of 2 duplicates it is the most similar one. At the threshold 0.800, the server's:");
        output.IndexOf("written to be hard", StringComparison.Ordinal).ShouldBeLessThan(output.IndexOf("cooking", StringComparison.Ordinal));
        output.IndexOf("0.850", StringComparison.Ordinal).ShouldBeLessThan(output.IndexOf("0.820", StringComparison.Ordinal), "the most similar one first");
        output.ShouldContain("Beside these, 0 other candidates were shown.");
        Row(output, "0.5").ShouldBe(["0.5", "1", "1", "1"]);
        Row(output, "0.9").ShouldBe(["0.9", "1", "0", "0"]);
    }

    [Fact]
    public async Task A_miss_that_does_not_come_up_without_a_threshold_either_is_counted_too()
    {
        await using var server = await StubServer.StartAsync(queued: 2);

        var (code, output) = await RunAsync(server, "field\tkind\tquestion\texpected\ncooking\tduplicate\tmissed\trice\n");

        code.ShouldBe(ExitCode.Done);
        Row(output, "total").ShouldBe(["total", "1", "0", "1", "0", "0"]);
        Row(output, "-").ShouldBe(["-", "missed", "rice"]);
        output.ShouldContain("For 0 of 1 duplicates it is the most similar one.");
    }

    [Fact]
    public async Task A_stored_title_cannot_steer_the_terminal()
    {
        await using var server = await StubServer.StartAsync(queued: 2);
        server.CheckAnswer = _ => Answer("car", "Why does\\u001b[2J my\\ncar not start?", 0.85);

        var (_, output) = await RunAsync(server, "field\tkind\tquestion\texpected\ncars\ttrap\talarm\tcar\n");

        output.ShouldContain("Why does [2J my car not start?");
    }

    [Fact]
    public async Task The_demos_own_questions_can_be_read_and_every_check_is_about_one_of_them()
    {
        await using var server = await StubServer.StartAsync();

        var run = await CommandRun.OfAsync("demo", "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        var assembly = typeof(DemoCommand).Assembly;
        var ids = server.Values("id").ToHashSet();
        var checks = await DemoCheck.ReadAsync(assembly.GetManifestResourceStream("checks.tsv")!, TestContext.Current.CancellationToken);
        checks.ShouldNotBeEmpty();
        checks.Where(check => check.Kind == DemoKind.New).ShouldAllBe(check => check.Expected.Length == 0);
        checks.Where(check => check.Kind != DemoKind.New).ShouldAllBe(check => ids.Contains(check.Expected));
    }

    private static async Task<(int Code, string Output)> RunAsync(StubServer server, string checks)
    {
        var output = new StringWriter();
        var terminal = new Terminal(Stream.Null, output, TextWriter.Null, new ImpatientTime());
        var code = await new DemoRun(new Uri(server.Url), showAll: false, terminal).RunAsync(
            Text(Questions), Text(checks), TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }

    private static MemoryStream Text(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));

    private static string Answer(string id, string title, double similarity) =>
        $$"""{"threshold":0.8,"model":"stub","candidates":[{"site":"demo","id":"{{id}}","title":"{{title}}","similarity":{{similarity}}}]}""";

    private static string[] Row(string output, string first) =>
        output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).First(cells => cells is [var cell, ..] && cell == first);
}
