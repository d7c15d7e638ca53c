using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using DedupPlatform.Encoding;

namespace DedupPlatform.Standalone.Tests;

public sealed partial class QuestionToDuplicatesTests(SharedStandalone standalone) : IClassFixture<SharedStandalone>
{
    private HttpClient Http => standalone.Http;

    [Fact]
    public async Task A_question_is_found_by_another_wording_and_not_by_another_meaning()
    {
        await Http.AskAsync(new { site = "cooking", id = "eggs", title = "How long should I boil an egg?", url = "https://example.org/q/eggs" });
        await Http.AskAsync(new { site = "cooking", id = "rice", title = "How much water does rice need?" });
        await Http.WorkedOffAsync();

        var answer = await Http.CheckAsync(new { site = "cooking", title = "For how long do you boil eggs?" });

        var candidate = answer.GetProperty("candidates").EnumerateArray().ShouldHaveSingleItem();
        candidate.GetProperty("id").GetString().ShouldBe("eggs");
        candidate.GetProperty("site").GetString().ShouldBe("cooking");
        candidate.GetProperty("title").GetString().ShouldBe("How long should I boil an egg?");
        candidate.GetProperty("url").GetString().ShouldBe("https://example.org/q/eggs");
        candidate.GetProperty("similarity").GetSingle().ShouldBeGreaterThanOrEqualTo(answer.GetProperty("threshold").GetSingle());
        candidate.GetProperty("probability").GetSingle().ShouldBeInRange(0, 1);
    }

    [Fact]
    public async Task The_question_that_the_README_stores_is_found_by_its_check_with_the_similarity_and_the_threshold_that_it_names()
    {
        var readme = Repository.Text("README.md");
        var bodies = ReadmeCall().Matches(readme).ToDictionary(call => call.Groups["path"].Value, call => call.Groups["body"].Value);

        using var stored = await Http.PostJsonAsync("/v1/questions", bodies["/v1/questions"]);
        await Http.WorkedOffAsync();
        using var found = await Http.PostJsonAsync("/v1/duplicates/check", bodies["/v1/duplicates/check"]);

        stored.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var answer = await found.Content.ReadFromJsonAsync<JsonElement>();
        var best = answer.GetProperty("candidates")[0];
        best.GetProperty("id").GetString().ShouldBe("17");
        var told = float.Parse(ReadmeSimilarity().Match(readme).Groups["similarity"].Value, CultureInfo.InvariantCulture);
        // Processors differ in the last digits.
        best.GetProperty("similarity").GetSingle().ShouldBe(told, tolerance: 0.001);
        readme.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"{answer.GetProperty("threshold").GetSingle():0.000} with `models/default`"));
    }

    [Fact]
    public async Task A_question_that_the_command_imports_is_found_by_the_command()
    {
        using var folder = new TemporaryDirectory();
        var file = folder.Write("questions.csv", "id,title\neggs,How long should I boil an egg?\nrice,How much water does rice need?\n");

        var imported = await Dedup.RunAsync(Http, "import", file, "--site", "command", "--wait");
        var found = await Dedup.RunAsync(Http, "check", "For how long do you boil eggs?", "--site", "command");

        imported.ShouldStartWith("2 accepted, 0 rejected");
        found.ShouldContain("How long should I boil an egg?");
        found.ShouldNotContain("rice");
    }

    [Fact]
    public async Task What_was_asked_twice_before_is_listed_by_the_command()
    {
        using var folder = new TemporaryDirectory();
        var file = folder.Write(
            "questions.csv", "id,title\neggs,How long should I boil an egg?\nrice,How much water does rice need?\nboil,For how long do you boil eggs?\n");
        await Dedup.RunAsync(Http, "import", file, "--site", "pairs", "--wait");

        var told = await Dedup.RunAsync(Http, "pairs", file, "--site", "pairs", "--out", folder["pairs.tsv"]);

        told.ShouldStartWith("1 pairs of 3 questions");
        File.ReadAllLines(folder["pairs.tsv"])[1].ShouldStartWith("How long should I boil an egg?\tFor how long do you boil eggs?\t\t0.95");
    }

    [Fact]
    public async Task Without_a_calibration_no_probability_is_told()
    {
        await using var standalone = new BreakableStandalone();
        await standalone.AnswersAsync();
        await standalone.Http.AskAsync(new { id = "1", title = "How do I reset my router?" });
        await standalone.Http.WorkedOffAsync();

        var answer = await standalone.Http.CheckAsync(new { title = "How do I reset my router?" });

        answer.GetProperty("candidates").EnumerateArray().ShouldHaveSingleItem().GetProperty("probability").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_question_that_is_stored_word_for_word_has_similarity_one()
    {
        await Http.AskAsync(new { site = "exact", id = "1", title = "What does the lambda keyword do?" });
        await Http.WorkedOffAsync();

        var answer = await Http.CheckAsync(new { site = "exact", title = "What does the lambda keyword do?", threshold = 0.999 });

        answer.GetProperty("candidates")[0].GetProperty("similarity").GetSingle().ShouldBe(1, 1e-5f);
    }

    [Fact]
    public async Task Whoever_types_a_title_finds_the_question_whatever_its_body_says()
    {
        const string Body = "We moved in last week and the old one was left behind. My neighbour says to wait for the landlord, but I would rather not.";
        await Http.AskAsync(new { site = "bodies", id = "1", title = "How do I reset my router?", body = Body });
        await Http.WorkedOffAsync();

        (await Http.CandidateIdsAsync(new { site = "bodies", title = "How can I reset my router?" })).ShouldBe(["1"]);
        (await Http.CandidateIdsAsync(new { site = "bodies", title = "How can I reset my router?", body = "It is a new one." })).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Sites_never_see_each_other()
    {
        await Http.AskAsync(new { site = "one", id = "1", title = "How do I change a flat tyre?" });
        await Http.WorkedOffAsync();

        (await Http.CandidateIdsAsync(new { site = "two", title = "How do I change a flat tyre?" })).ShouldBeEmpty();
        (await Http.CandidateIdsAsync(new { site = "one", title = "How do I change a flat tyre?" })).ShouldBe(["1"]);
    }

    [Fact]
    public async Task The_question_being_edited_is_not_its_own_duplicate()
    {
        await Http.AskAsync(new { site = "edit", id = "1", title = "How do I sharpen a kitchen knife?" });
        await Http.WorkedOffAsync();

        (await Http.CandidateIdsAsync(new { site = "edit", title = "How do I sharpen a kitchen knife?" })).ShouldBe(["1"]);
        (await Http.CandidateIdsAsync(new { site = "edit", title = "How do I sharpen a kitchen knife?", excludeId = "1" })).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_threshold_is_the_sites_own_where_it_has_one_and_the_models_elsewhere()
    {
        var models = Calibration.Load(Path.Combine(Repository.DefaultModel, Calibration.FileName)).Threshold;

        (await ThresholdAsync(SharedStandalone.StrictSite)).ShouldBe(SharedStandalone.StrictThreshold);
        (await ThresholdAsync("elsewhere")).ShouldBe(models);
        models.ShouldNotBe(SharedStandalone.StrictThreshold);

        async Task<float> ThresholdAsync(string site) =>
            (await Http.CheckAsync(new { site, title = "How do I sharpen a kitchen knife?" })).GetProperty("threshold").GetSingle();
    }

    [Fact]
    public async Task Candidates_come_best_first_and_no_more_than_asked_for()
    {
        await Http.BulkAsync("""
            {"site":"limit","id":"1","title":"How do I learn to play the guitar?"}
            {"site":"limit","id":"2","title":"What is the best way to learn guitar?"}
            {"site":"limit","id":"3","title":"How can I learn to play guitar at home?"}
            """);
        await Http.WorkedOffAsync();

        var all = await Http.CheckAsync(new { site = "limit", title = "How do I learn to play guitar?", threshold = 0.0 });
        var similarities = all.GetProperty("candidates").EnumerateArray().Select(c => c.GetProperty("similarity").GetSingle()).ToList();
        similarities.Count.ShouldBe(3);
        similarities.ShouldBe(similarities.OrderDescending());
        (await Http.CandidateIdsAsync(new { site = "limit", title = "How do I learn to play guitar?", threshold = 0.0, limit = 2 })).Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_edit_replaces_what_was_there_and_a_late_older_one_does_not()
    {
        const string Old = "How do I repair a bicycle chain?", New = "How do I grow tomatoes indoors?";
        await StoreAsync(Old, revision: 1);
        (await FoundAsync(Old)).ShouldBe(["1"]);

        await StoreAsync(New, revision: 2);
        (await FoundAsync(Old)).ShouldBeEmpty();
        (await FoundAsync(New)).ShouldBe(["1"]);

        await StoreAsync(Old, revision: 1);
        (await FoundAsync(Old)).ShouldBeEmpty();
        (await FoundAsync(New)).ShouldBe(["1"]);

        async Task StoreAsync(string title, long revision)
        {
            await Http.AskAsync(new { site = "revisions", id = "1", title, revision });
            await Http.WorkedOffAsync();
        }

        Task<IReadOnlyList<string>> FoundAsync(string title) => Http.CandidateIdsAsync(new { site = "revisions", title });
    }

    [Fact]
    public async Task A_removed_question_is_gone_and_does_not_return_with_an_older_revision()
    {
        await Http.AskAsync(new { site = "removal", id = "a/b c", title = "Why is the sky blue?", revision = 5 });
        await Http.WorkedOffAsync();
        (await Http.GetAsync("/v1/questions/removal/a%2Fb%20c")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await Http.DeleteAsync("/v1/questions/removal/a%2Fb%20c?revision=6")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Http.WorkedOffAsync();
        await Http.AskAsync(new { site = "removal", id = "a/b c", title = "Why is the sky blue?", revision = 6 });
        await Http.WorkedOffAsync();

        (await Http.GetAsync("/v1/questions/removal/a%2Fb%20c")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Http.CandidateIdsAsync(new { site = "removal", title = "Why is the sky blue?" })).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stored_question_can_be_read_back()
    {
        await Http.AskAsync(new { id = "readback", title = "Where do swallows fly in winter?", url = "https://example.org/swallows", revision = 3 });
        await Http.WorkedOffAsync();

        var stored = await Http.GetFromJsonAsync<JsonElement>("/v1/questions/default/readback");

        stored.GetProperty("site").GetString().ShouldBe("default");
        stored.GetProperty("title").GetString().ShouldBe("Where do swallows fly in winter?");
        stored.GetProperty("revision").GetInt64().ShouldBe(3);
        stored.GetProperty("status").GetString().ShouldBe("indexed");
        stored.GetProperty("model").GetString().ShouldStartWith("default-");
    }

    [Fact]
    public async Task Questions_the_encoder_cannot_read_match_only_the_same_text()
    {
        await Http.AskAsync(new { site = "emoji", id = "1", title = "🥑🥑🥑" });
        await Http.AskAsync(new { site = "emoji", id = "2", title = "Is an avocado a fruit?" });
        await Http.WorkedOffAsync();

        (await Http.CandidateIdsAsync(new { site = "emoji", title = "🎸🎸", threshold = 0.0 })).ShouldBeEmpty();
        (await Http.CandidateIdsAsync(new { site = "emoji", title = " 🥑🥑🥑 ", threshold = 0.0 })).ShouldBe(["1"]);
        (await Http.CandidateIdsAsync(new { site = "emoji", title = "Is an avocado a fruit?", threshold = 0.0 })).ShouldBe(["2"]);
    }

    [Fact]
    public async Task Special_tokens_typed_by_a_person_are_ordinary_text()
    {
        await Http.AskAsync(new { site = "tokens", id = "1", title = "What does [SEP] mean in BERT?" });
        await Http.WorkedOffAsync();

        (await Http.CandidateIdsAsync(new { site = "tokens", title = "[SEP] [CLS] [MASK]" })).ShouldBeEmpty();
        (await Http.CandidateIdsAsync(new { site = "tokens", title = "What does [SEP] mean in BERT?" })).ShouldBe(["1"]);
    }

    [GeneratedRegex(@"with a similarity of (?<similarity>0\.[0-9]{3}):")]
    private static partial Regex ReadmeSimilarity();

    [GeneratedRegex(@"curl -s localhost:8080(?<path>/v1/\S+) -H 'content-type: application/json'[\s\\]+-d '(?<body>[^']*)'")]
    private static partial Regex ReadmeCall();
}
