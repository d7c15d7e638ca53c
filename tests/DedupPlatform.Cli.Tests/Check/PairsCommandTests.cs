using System.Text.Json.Nodes;
using DedupPlatform.Cli.Tests.Support;

namespace DedupPlatform.Cli.Tests.Check;

public sealed class PairsCommandTests : IDisposable
{
    private const string Header = "text_a\ttext_b\tlabel\tsimilarity\tprobability\tid_a\tid_b";

    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_pair_that_both_of_its_questions_find_is_written_once_the_most_similar_first()
    {
        await using var server = await StubServer.StartAsync();
        var questions = Enumerable.Range(0, 40).Select(i => $"{i},Q{i}?").ToList();
        // Each finds its neighbour: 0 and 1, 2 and 3, and so on. The later, the more similar.
        server.CheckAnswer = asked =>
        {
            var id = int.Parse(asked["excludeId"]!.ToString());
            return Candidates((id ^ 1, 0.5 + (0.01 * (id / 2)), 0.875));
        };

        var run = await RunAsync(server, _folder.Write("q.csv", $"id,title\n{string.Join('\n', questions)}\n"));

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        Pairs().ShouldBe([Header, .. Enumerable.Range(0, 20).Reverse().Select(i => $"Q{2 * i}?\tCandidate {2 * i + 1}?\t\t0.{50 + i}00\t0.875\t{2 * i}\t{2 * i + 1}")]);
        run.Out.ShouldStartWith("20 pairs of 40 questions in ");
    }

    [Fact]
    public async Task A_row_is_checked_as_it_was_imported_and_the_question_itself_is_left_out()
    {
        await using var server = await StubServer.StartAsync();
        var file = _folder.Write("q.ndjson", """{"id":7,"title":"Is <b>this</b> one?","body":"It &amp; that","site":"own","tags":["a"],"revision":3}""");

        await RunAsync(server, file, "--html", "--limit", "3", "--threshold", "0");

        server.Asked!.ToJsonString().ShouldBe("""{"title":"Is this one?","site":"own","body":"It \u0026 that","limit":3,"threshold":0,"excludeId":"7"}""");
    }

    [Fact]
    public async Task Without_a_threshold_the_server_chooses_and_without_a_site_it_is_that_of_the_command()
    {
        await using var server = await StubServer.StartAsync();

        await RunAsync(server, _folder.Write("q.csv", "id,title\n7,A?\n"), "--site", "s");

        server.Asked!.ToJsonString().ShouldBe("""{"title":"A?","site":"s","limit":10,"excludeId":"7"}""");
    }

    [Fact]
    public async Task A_text_stays_in_its_cell_and_a_model_without_calibration_has_no_probability()
    {
        await using var server = await StubServer.StartAsync();
        server.CheckAnswer = _ => Candidates((2, 0.5, null)).Replace("Candidate 2?", "One\\ttwo\\nthree\\u2028four?");

        await RunAsync(server, _folder.Write("q.ndjson", """{"id":1,"title":"A\tB\nC?"}"""));

        Pairs()[1].ShouldBe("A B C?\tOne two three\u2028four?\t\t0.5000\t\t1\t2");
    }

    [Fact]
    public async Task A_row_that_cannot_be_checked_is_told_and_its_neighbours_are_checked()
    {
        await using var server = await StubServer.StartAsync();
        server.CheckAnswer = _ => Candidates((9, 0.9, 0.9));
        server.First.Enqueue(StubServer.Answer(400, body: """{"title":"The request is not valid.","errors":{"title":["is blank"]}}"""));
        var file = _folder.Write("q.ndjson", """{"id":1,"title":" "}""" + "\nno JSON\n" + """{"id":3,"title":4}""" + "\n" + """{"id":5,"title":"E?"}""");

        var run = await RunAsync(server, file);

        run.ExitCode.ShouldBe(ExitCode.Partly);
        run.Error.ShouldContain("Line 2 is not checked: ");
        run.Error.ShouldContain("Line 3 is not checked: title, body and site have to be texts");
        run.Error.ShouldContain("title: is blank");
        run.Out.ShouldEndWith("; 3 rows not checked.\n");
        Pairs().Length.ShouldBe(2);
    }

    [Fact]
    public async Task What_was_found_until_the_server_refused_is_written()
    {
        await using var server = await StubServer.StartAsync();
        server.CheckAnswer = asked =>
        {
            if (asked["title"]!.ToString() == "Q30?")
            {
                server.First.Enqueue(StubServer.Answer(401));
            }

            return Candidates((1_000, 0.9, 0.9));
        };

        var run = await RunAsync(server, _folder.Write("q.csv", $"id,title\n{string.Join('\n', Enumerable.Range(0, 100).Select(i => $"{i},Q{i}?"))}\n"));

        run.ExitCode.ShouldBe(ExitCode.Refused);
        Pairs().Length.ShouldBeInRange(20, 60);
    }

    [Fact]
    public async Task Judgements_that_are_there_are_not_overwritten()
    {
        var judged = _folder.Write("pairs.tsv", "text_a\ttext_b\tlabel\nA?\tB?\t1\n");

        var run = await CommandRun.OfAsync("pairs", _folder.Write("q.csv", "id,title\n1,A?\n"), "--out", judged);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("pairs.tsv, which is there already and may hold judgements; name another one.");
        (await File.ReadAllTextAsync(judged, TestContext.Current.CancellationToken)).ShouldEndWith("\t1\n");
    }

    [Theory]
    [InlineData("--threshold", "1.5", "a number from 0 to 1")]
    [InlineData("--limit", "101", "a whole number from 1 to 100")]
    public async Task A_value_that_no_server_takes_is_refused_before_the_first_check(string option, string value, string allowed)
    {
        var run = await CommandRun.OfAsync("pairs", _folder.Write("q.csv", "id,title\n1,A?\n"), "--out", _folder["pairs.tsv"], option, value);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain(allowed);
        File.Exists(_folder["pairs.tsv"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_without_questions_is_no_success()
    {
        await using var server = await StubServer.StartAsync();

        (await RunAsync(server, _folder.Write("q.csv", "id,title\n"))).ExitCode.ShouldBe(ExitCode.Partly);
    }

    private Task<CommandRun> RunAsync(StubServer server, string file, params string[] options) =>
        CommandRun.OfAsync(["pairs", file, "--out", _folder["pairs.tsv"], "--url", server.Url, .. options]);

    private string[] Pairs() => File.ReadAllText(_folder["pairs.tsv"]).TrimEnd('\n').Split('\n');

    private static string Candidates(params (int Id, double Similarity, double? Probability)[] candidates) => new JsonObject
    {
        ["threshold"] = 0.8,
        ["model"] = "stub",
        ["candidates"] = new JsonArray([.. candidates.Select(found => new JsonObject
        {
            ["id"] = $"{found.Id}",
            ["title"] = $"Candidate {found.Id}?",
            ["similarity"] = found.Similarity,
            ["probability"] = found.Probability,
        })]),
    }.ToJsonString();
}
