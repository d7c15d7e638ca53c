using System.Numerics.Tensors;
using System.Text.Json;
using DedupPlatform.Cli.Tests.Support;
using DedupPlatform.Contracts;
using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Onnx;
using DedupPlatform.Hosting;
using DedupPlatform.Training.MadeQuestions;
using Microsoft.Extensions.Configuration;

namespace DedupPlatform.Cli.Tests.Quality;

public sealed class QualityCommandTests : IDisposable
{
    private const string Judged = """
        text_a	text_b	label
        How do I bake bread at home?	What is the way to bake bread at home?	1
        How can I learn to swim?	What is the best way to learn swimming?	1
        Why is the sky blue?	What makes the sky blue?	1
        How do I bake bread at home?	How can I learn to swim?	0
        Why is the sky blue?	Which train goes to Vienna?	0
        🥐🥐	🥐🥐	1
        🥐🥐	🏊🏊🏊	0
        """;

    private readonly TemporaryDirectory _folder = new();
    private readonly LinkedModel _model = new();

    public void Dispose()
    {
        _folder.Dispose();
        _model.Dispose();
    }

    [Fact]
    public async Task A_model_is_measured_beside_the_mere_words()
    {
        var run = await CommandRun.OfAsync("evaluate", "--model", _model.FullPath, "--pairs", _folder.Write("pairs.tsv", Judged), "--json");

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        var evaluation = JsonDocument.Parse(run.Out).RootElement.GetProperty("pairs")[0];
        evaluation.GetProperty("pairs").GetInt32().ShouldBe(7);
        evaluation.GetProperty("duplicates").GetInt32().ShouldBe(4);
        var (model, words) = (evaluation.GetProperty("figures")[0], evaluation.GetProperty("figures")[1]);
        model.GetProperty("averagePrecision").GetDouble().ShouldBe(1, 1e-9);
        model.GetProperty("bestF1").GetProperty("f1").GetDouble().ShouldBe(1, 1e-9);
        model.TryGetProperty("calibrated", out _).ShouldBeFalse();
        words.GetProperty("scorer").GetString().ShouldBe("BM25");
        words.GetProperty("averagePrecision").GetDouble().ShouldBeLessThan(1);
    }

    [Fact]
    public async Task A_model_mixed_with_all_of_its_origin_measures_like_the_origin()
    {
        var (trained, origin) = (NewModel("trained", seed: 1), NewModel("origin", seed: 2));

        var mixed = await CommandRun.OfAsync("interpolate", "--model", trained, "--origin", origin, "--share", "1", "--out", _folder["mixed"]);

        mixed.ExitCode.ShouldBe(ExitCode.Done, mixed.Error);
        mixed.Out.Trim().ShouldBe(_folder["mixed"]);
        mixed.Error.ShouldContain("dedup calibrate");
        var run = await CommandRun.OfAsync(
            "evaluate", "--model", trained, origin, _folder["mixed"], "--pairs", _folder.Write("pairs.tsv", Judged), "--json");
        var figures = JsonDocument.Parse(run.Out).RootElement.GetProperty("pairs")[0].GetProperty("figures");
        Threshold(figures[2]).ShouldBe(Threshold(figures[1]), 1e-3f);
        Math.Abs(Threshold(figures[2]) - Threshold(figures[0])).ShouldBeGreaterThan(1e-2f);

        string NewModel(string name, int seed) =>
            NewBiLstm.Create(ModelDirectory.Load(Repository.DefaultModel), _folder[name], hiddenSize: 8, layers: 1, Pooling.Mean, seed).FullPath;

        static float Threshold(JsonElement figures) => figures.GetProperty("bestF1").GetProperty("threshold").GetSingle();
    }

    [Fact]
    public async Task A_share_that_is_none_is_told_what_is_allowed()
    {
        var run = await CommandRun.OfAsync("interpolate", "--model", "a", "--origin", "b", "--share", "2", "--out", "c");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("--share is '2'; it must be a number from 0 to 1.");
    }

    [Fact]
    public async Task Models_stand_side_by_side_in_one_table_with_the_tasks_below_each_other()
    {
        var (fast, pairs) = (Repository.File("models/fast"), _folder.Write("pairs.tsv", Judged));
        var intents = _folder.Write("intents.tsv", "text\tintent\nbake bread\tkitchen\nbake a cake\tkitchen\nswim\tsport\nlearn to swim\tsport");
        var questions = _folder.Write("questions.tsv", "text\tsource\nWho invented the train?\tforum\nHow is bread baked?\tother");

        var run = await CommandRun.OfAsync(
            "evaluate", "--model", fast, "--model", fast, "--pairs", pairs, "--retrieval", intents, "--corpus", pairs,
            "--distractors", questions, "--without-source", "other", "--made", "--misspelt", "--markdown", _folder["table.md"], "--plots", _folder["plots"]);

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        run.Out.ShouldContain("Corpus: pairs.tsv. 10 questions, 9 of them from judged pairs");
        run.Out.ShouldContain(
            $"Made questions. {MadePairs.Of(MadeQuestionGenerator.Generate(MadeSplit.Dev, 1, 3000)).Count:N0} pairs, ", Case.Sensitive, "of words that no training uses");
        run.Out.ShouldContain("Changed duplicates: pairs.tsv.");
        run.Out.ShouldContain("Retrieval: intents.tsv. 4 queries, each over 3 texts");
        run.Out.ShouldContain("Pairs: misspelt pairs.tsv.");
        run.Out.ShouldNotContain("Changed duplicates: misspelt");
        var markdown = await File.ReadAllLinesAsync(_folder["table.md"], TestContext.Current.CancellationToken);
        markdown[0].ShouldMatch(@"^\|  \| (\S+) \| \1 \| BM25 \| word Jaccard \|$");
        markdown.ShouldContain(line => line.StartsWith("| MAP | 1.000 | 1.000 | 1.000 |", StringComparison.Ordinal));
        markdown.ShouldContain(line => line.StartsWith("| found at precision 0.9 | 1.000 at ", StringComparison.Ordinal));
        markdown.ShouldContain(line => line.StartsWith("| negation: accuracy", StringComparison.Ordinal));
        Directory.GetFiles(_folder["plots"]).Select(Path.GetFileName).ShouldContain("pairs-precision-recall.png");
        Directory.GetFiles(_folder["plots"]).Select(Path.GetFileName).ShouldContain("misspelt pairs-precision-recall.png");
        (await File.ReadAllBytesAsync(_folder["plots/pairs-BM25-similarities.png"], TestContext.Current.CancellationToken))[..4].ShouldBe([0x89, (byte)'P', (byte)'N', (byte)'G']);
    }

    [Fact]
    public async Task An_evaluation_by_nothing_is_wrong_usage()
    {
        var run = await CommandRun.OfAsync("evaluate", "--model", _model.FullPath);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("There is nothing to measure by");
    }

    [Theory]
    [InlineData("--distractors fill up a corpus", "--pairs", "--distractors")]
    [InlineData("--distractor-count chooses among distractors", "--corpus", "--distractor-count", "9")]
    [InlineData("--without-source chooses among distractors", "--corpus", "--without-source", "forum")]
    [InlineData("--misspelt measures pairs again", "--corpus", "--misspelt")]
    [InlineData("--plots draws the figures of pairs", "--corpus", "--plots", "plots")]
    public async Task An_option_that_would_do_nothing_is_wrong_usage(string fault, string task, string option, string? value = null)
    {
        var pairs = _folder.Write("pairs.tsv", Judged);

        var run = await CommandRun.OfAsync("evaluate", "--model", _model.FullPath, task, pairs, option, value ?? pairs);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain(fault);
    }

    [Fact]
    public async Task More_distractors_than_fit_are_wrong_usage()
    {
        var pairs = _folder.Write("pairs.tsv", Judged);

        var run = await CommandRun.OfAsync("evaluate", "--model", _model.FullPath, "--corpus", pairs, "--distractors", pairs, "--distractor-count", "2000000");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("--distractor-count is '2000000'; it must be a whole number from 1 to 1000000.");
    }

    [Fact]
    public async Task A_site_gets_its_threshold_where_its_service_reads_it()
    {
        var settings = _folder.Write("appsettings.json", """{ "Urls": "http://*:1", "Duplicates": { "Sites": { "garden": 0.5 } } }""");

        var run = await CommandRun.OfAsync("calibrate", "--model", _model.FullPath, "--pairs", _folder.Write("pairs.tsv", Judged),
            "--site", "cooking.example", "--out", settings);

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        run.Error.ShouldContain("A threshold chosen by 4 duplicates may be far off");
        File.Exists(Path.Combine(_model.FullPath, "calibration.json")).ShouldBeFalse();
        var options = Read(settings);
        options.ThresholdOf("cooking.example", null).ShouldBeInRange(0.5f, 0.95f);
        options.ThresholdOf("cooking.example", null).ShouldNotBe(0.5f);
        options.ThresholdOf("garden", null).ShouldBe(0.5f);
        JsonDocument.Parse(await File.ReadAllTextAsync(settings, TestContext.Current.CancellationToken)).RootElement.GetProperty("Urls").GetString()
            .ShouldBe("http://*:1");
    }

    [Theory]
    [InlineData("""{ "duplicates": { "SITES": { "Cooking": 0.1 } } }""")]
    [InlineData("""{ "DUPLICATES": { "Threshold": 0.99 } }""")]
    [InlineData("""{ "Duplicates:Sites:garden": 0.5, "Duplicates": { "Sites:woods": 0.5 } }""")]
    public async Task A_site_is_set_once_however_the_settings_are_written(string written)
    {
        var settings = _folder.Write("appsettings.json", written);

        var run = await CommandRun.OfAsync("calibrate", "--model", _model.FullPath, "--pairs", _folder.Write("pairs.tsv", Judged),
            "--site", "cooking", "--out", settings);

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        Read(settings).ThresholdOf("cooking", null).ShouldBeInRange(0.5f, 0.95f);
    }

    [Theory]
    [InlineData("has comments", """
        {
          // read by everybody
          "Urls": "http://*:1"
        }
        """)]
    [InlineData("has the setting in another form, 'Duplicates:Sites:cooking'", """{ "Duplicates:Sites:cooking": 0.5 }""")]
    [InlineData("has the setting in another form, 'duplicates:sites'", """{ "duplicates:sites": { "cooking": 0.5 } }""")]
    [InlineData("has the setting in another form, 'Sites:Cooking'", """{ "Duplicates": { "Sites:Cooking": 0.5 } }""")]
    public async Task Settings_that_would_be_spoiled_stay_as_they_are_and_the_setting_is_told(string fault, string written)
    {
        var settings = _folder.Write("appsettings.json", written);

        var run = await CommandRun.OfAsync("calibrate", "--model", _model.FullPath, "--pairs", _folder.Write("pairs.tsv", Judged),
            "--site", "cooking", "--out", settings);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain(fault);
        run.Error.ShouldMatch(@"Set Duplicates:Sites:cooking to 0\.\d+ in it by hand\.");
        (await File.ReadAllTextAsync(settings, TestContext.Current.CancellationToken)).ShouldBe(written);
    }

    [Theory]
    [InlineData("Ask Ubuntu")]
    [InlineData("a/b")]
    [InlineData("..")]
    public async Task A_site_whose_threshold_its_service_would_refuse_is_wrong_usage(string site)
    {
        var settings = _folder.Write("appsettings.json", "{}");

        var run = await CommandRun.OfAsync("calibrate", "--model", _model.FullPath, "--pairs", _folder.Write("pairs.tsv", Judged),
            "--site", site, "--out", settings);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain($"--site is '{site}', which no site is called");
        (await File.ReadAllTextAsync(settings, TestContext.Current.CancellationToken)).ShouldBe("{}");
    }

    [Fact]
    public async Task The_threshold_of_a_site_can_be_handed_over_as_an_argument()
    {
        var run = await CommandRun.OfAsync(
            "calibrate", "--model", _model.FullPath, "--pairs", _folder.Write("pairs.tsv", Judged), "--site", "cooking");

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        run.Out.ShouldMatch(@"--Duplicates:Sites:cooking 0\.\d+ ");
    }

    [Fact]
    public async Task Rarer_duplicates_lower_the_probabilities()
    {
        var pairs = _folder.Write("pairs.tsv", Judged);

        var run = await CommandRun.OfAsync(
            "calibrate", "--model", _model.FullPath, "--pairs", pairs, "--method", "platt", "--prevalence", "0.01");

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        var calibration = _model.ReadCalibration();
        calibration.Curve.Count.ShouldBe(33);
        calibration.Probability(0.5f).ShouldBeLessThan(0.1f);
        calibration.Source.ShouldContain("weighted to a share of 0.01");
    }

    [Theory]
    [InlineData("--out is for a site", "--out", "appsettings.json")]
    [InlineData("--precision and --best-f1 exclude each other", "--precision", "0.9", "--best-f1")]
    [InlineData("--prevalence is '1'; it must be above 0 and below 1.", "--prevalence", "1")]
    [InlineData("--method is 'foo'; it must be isotonic or platt.", "--method", "foo")]
    [InlineData("--method is '1'; it must be isotonic or platt.", "--method", "1")]
    [InlineData("--method is for the model's calibration", "--site", "cooking", "--method", "platt")]
    [InlineData("--source is for the model's calibration", "--site", "cooking", "--source", "Ours")]
    public async Task Options_that_make_no_sense_are_wrong_usage(string fault, params string[] options)
    {
        var run = await CommandRun.OfAsync(["calibrate", "--model", _model.FullPath, "--pairs", "pairs.tsv", .. options]);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain(fault);
    }

    [Fact]
    public async Task A_calibrated_model_is_measured_at_its_threshold()
    {
        var pairs = _folder.Write("pairs.tsv", Judged);

        var calibrated = await CommandRun.OfAsync("calibrate", "--model", _model.FullPath, "--pairs", pairs, "--best-f1", "--source", "Seven made-up pairs");
        var table = await CommandRun.OfAsync("evaluate", "--model", _model.FullPath, "--pairs", pairs);

        calibrated.ExitCode.ShouldBe(ExitCode.Done, calibrated.Error);
        calibrated.Error.ShouldContain("finds all duplicates that were judged. If only similar pairs were");
        var calibration = _model.ReadCalibration();
        calibration.Source.ShouldStartWith("Seven made-up pairs: 7 judged pairs, 4 duplicates. Threshold: the best F1 on them, 1.000. Expected calibration error");
        calibration.Threshold.ShouldBeInRange(0.5f, 0.95f);
        calibration.Curve.ShouldHaveSingleItem().Probability.ShouldBe(5f / 9, 1e-6f);
        table.Out.ShouldContain("calibrated threshold");
        table.Out.ShouldContain($"{calibration.Threshold:0.000}");
    }

    [Fact]
    public async Task The_least_similar_pair_that_a_threshold_was_chosen_to_show_is_shown_by_a_service()
    {
        var (pairs, settings) = (_folder.Write("pairs.tsv", Judged), _folder.Write("appsettings.json", "{}"));
        var directory = ModelDirectory.Load(_model.FullPath);
        using var encoder = new QuestionEncoder(directory, new OnnxBackend(directory), new EncoderOptions());
        var (left, right) = (await VectorAsync("How can I learn to swim?"), await VectorAsync("What is the best way to learn swimming?"));
        var similarity = TensorPrimitives.Dot(left.Span, right.Span);

        await CommandRun.OfAsync("calibrate", "--model", _model.FullPath, "--pairs", pairs);
        await CommandRun.OfAsync("calibrate", "--model", _model.FullPath, "--pairs", pairs, "--site", "cooking", "--out", settings);

        similarity.ShouldBe(_model.ReadCalibration().Threshold, 1e-5f);
        similarity.ShouldBeGreaterThanOrEqualTo(_model.ReadCalibration().Threshold);
        similarity.ShouldBeGreaterThanOrEqualTo(Read(settings).ThresholdOf("cooking", null));

        async Task<ReadOnlyMemory<float>> VectorAsync(string title) =>
            (await encoder.EncodeAsync(title, null, Lane.Check, TestContext.Current.CancellationToken)).Vector;
    }

    [Fact]
    public async Task A_threshold_can_be_asked_for_by_its_precision()
    {
        var pairs = _folder.Write("pairs.tsv", Judged + "\nWhy is the sky blue?\tWhy is the sky blue?\t0");

        var run = await CommandRun.OfAsync("calibrate", "--model", _model.FullPath, "--pairs", pairs, "--precision", "0.8");

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        _model.ReadCalibration().Source.ShouldStartWith(
            "pairs.tsv: 8 judged pairs, 4 duplicates. Threshold: the one that finds most at a precision of at least 0.8 on them, 100.0 % of the duplicates.");
        run.Out.ShouldMatch(@"precision 0\.80 +0\.\d{3} +0\.800 +1\.000 +0\.889 +0\.875 +5 ", "threshold, precision, recall, F1, accuracy, pairs shown");
    }

    [Fact]
    public async Task Unless_asked_otherwise_at_most_2_in_100_that_are_shown_are_wrong()
    {
        var run = await CommandRun.OfAsync("calibrate", "--model", _model.FullPath, "--pairs", _folder.Write("pairs.tsv", Judged));

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        _model.ReadCalibration().Source.ShouldContain("Threshold: the one that finds most at a precision of at least 0.98 on them");
    }

    [Fact]
    public async Task A_precision_that_the_pairs_do_not_allow_leaves_the_model_as_it_was()
    {
        var pairs = _folder.Write("pairs.tsv", Judged + "\nWhy is the sky blue?\tWhy is the sky blue?\t0");

        var run = await CommandRun.OfAsync("calibrate", "--model", _model.FullPath, "--pairs", pairs, "--precision", "0.9");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Out.ShouldMatch("precision 0.90 +not reached");
        run.Error.ShouldContain("No threshold has a precision of 0.9 on these pairs; the highest is 0.800.");
        var rarer = await CommandRun.OfAsync("calibrate", "--model", _model.FullPath, "--pairs", pairs, "--precision", "0.9", "--prevalence", "0.2");
        rarer.Error.ShouldContain("the highest is 0.500.", Case.Sensitive, "0.2 / (0.2 + 0.8 / 4)");
        File.Exists(Path.Combine(_model.FullPath, "calibration.json")).ShouldBeFalse();
    }

    [Fact]
    public async Task The_precision_that_is_told_as_the_highest_can_be_asked_for()
    {
        // 48 of 49 that are shown are right: 0.9796.
        var same = Enumerable.Range(1, 49).Select(i => $"{i} eggs?\t{i} eggs?\t{(i < 49 ? 1 : 0)}");
        var pairs = _folder.Write("pairs.tsv", "text_a\ttext_b\tlabel\n" + string.Join('\n', same) + "\nWhy is the sky blue?\tWhich train goes to Vienna?\t0");

        var refused = await CommandRun.OfAsync("calibrate", "--model", _model.FullPath, "--pairs", pairs);
        refused.ExitCode.ShouldBe(ExitCode.Usage);
        refused.Error.ShouldContain("No threshold has a precision of 0.98 on these pairs; the highest is 0.979.");

        var asked = await CommandRun.OfAsync("calibrate", "--model", _model.FullPath, "--pairs", pairs, "--precision", "0.979");
        asked.ExitCode.ShouldBe(ExitCode.Done, asked.Error);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1.5")]
    [InlineData("NaN")]
    [InlineData("0,1")]
    [InlineData("high")]
    public async Task A_precision_that_is_no_share_is_wrong_usage(string precision)
    {
        var run = await CommandRun.OfAsync("calibrate", "--model", _model.FullPath, "--pairs", "pairs.tsv", "--precision", precision);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain($"--precision is '{precision}'; it must be above 0 and at most 1.");
    }

    [Fact]
    public async Task Fewer_pairs_than_probabilities_can_be_learned_from_are_wrong_usage()
    {
        var few = _folder.Write("few.tsv", string.Join('\n', Judged.Split('\n')[..5]));

        var run = await CommandRun.OfAsync("calibrate", "--model", _model.FullPath, "--pairs", few);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("few.tsv has 4 pairs; the probabilities are learned from 5 or more");
    }

    [Fact]
    public async Task A_fault_in_the_last_file_is_told_of_before_the_first_is_measured()
    {
        var run = await CommandRun.OfAsync(
            "evaluate", "--model", _model.FullPath, "--pairs", _folder.Write("pairs.tsv", Judged), "--corpus", _folder.Write("corpus.tsv", "question\nWhy?"));

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("corpus.tsv");
        run.Error.ShouldNotContain("encoding");
    }

    [Fact]
    public async Task A_table_that_cannot_be_written_is_shown_all_the_same()
    {
        var run = await CommandRun.OfAsync("evaluate", "--pairs", _folder.Write("pairs.tsv", Judged), "--markdown", Path.Combine(_folder["nowhere"], "table.md"));

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Out.ShouldContain("average precision");
    }

    [Fact]
    public async Task Pictures_of_files_with_one_name_would_overwrite_each_other()
    {
        Directory.CreateDirectory(_folder["other"]);

        var run = await CommandRun.OfAsync(
            "evaluate", "--pairs", _folder.Write("pairs.tsv", Judged), _folder.Write("other/pairs.tsv", Judged), "--plots", _folder["plots"]);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("pairs is the name of several");
    }

    [Fact]
    public async Task Pairs_that_cannot_be_read_are_wrong_usage()
    {
        var broken = await CommandRun.OfAsync("evaluate", "--model", _model.FullPath, "--pairs", _folder.Write("pairs.tsv", "a\tb\t1\n"));
        var missing = await CommandRun.OfAsync("evaluate", "--model", _model.FullPath, "--pairs", _folder["nowhere.tsv"]);

        broken.ExitCode.ShouldBe(ExitCode.Usage);
        broken.Error.ShouldContain("line 1 must be the header text_a, text_b, label");
        missing.ExitCode.ShouldBe(ExitCode.Usage);
        missing.Error.ShouldContain("nowhere.tsv");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told_of_before_any_work_and_an_unknown_option_is_not_taken_for_one()
    {
        var run = await CommandRun.OfAsync("evaluate", "--model", _model.FullPath, "--corpus", _folder.Write("pairs.tsv", Judged), "--pots", "plots");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("--corpus names '--pots', which is no file here.");
        run.Error.ShouldNotContain("encoding");
    }

    [Fact]
    public async Task A_calibration_that_cannot_be_written_is_wrong_usage()
    {
        Directory.CreateDirectory(Path.Combine(_model.FullPath, "calibration.json.new"));

        var run = await CommandRun.OfAsync("calibrate", "--model", _model.FullPath, "--pairs", _folder.Write("pairs.tsv", Judged), "--best-f1");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("calibration.json");
    }

    [Fact]
    public async Task A_full_disk_is_no_wrong_usage()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Only Linux has a disk that is always full.");

        var full = await CommandRun.OfAsync("evaluate", "--pairs", _folder.Write("pairs.tsv", Judged), "--markdown", "/dev/full");
        var nowhere = await CommandRun.OfAsync("evaluate", "--pairs", _folder["pairs.tsv"], "--markdown", _folder["nowhere/table.md"]);

        full.ExitCode.ShouldBe(ExitCode.Failed, full.Error);
        nowhere.ExitCode.ShouldBe(ExitCode.Usage, nowhere.Error);
    }

    [Fact]
    public async Task A_directory_that_holds_no_model_is_wrong_usage()
    {
        var run = await CommandRun.OfAsync("evaluate", "--model", _folder["nothing"], "--pairs", _folder.Write("pairs.tsv", Judged));

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("nothing");
    }

    [Fact]
    public async Task A_model_whose_weights_are_damaged_is_wrong_usage()
    {
        using var model = new DamagedModel();

        var run = await CommandRun.OfAsync("evaluate", "--model", model.FullPath, "--pairs", _folder.Write("pairs.tsv", Judged));

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain(model.Weights);
    }

    private static DuplicateOptions Read(string settings) =>
        new ConfigurationBuilder().AddJsonFile(settings).Build().GetSection(DuplicateOptions.Section).Get<DuplicateOptions>()!;
}
