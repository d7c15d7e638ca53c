using System.Text.Json.Nodes;
using DedupPlatform.Cli;
using DedupPlatform.Cli.Tests.Support;
using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Tests;

namespace DedupPlatform.Training.Torch.Tests.Commands;

/// <summary><c>dedup train</c>, <c>dedup distill</c> and <c>dedup judge</c> as a researcher calls them.</summary>
public sealed class TrainingCommandTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public TrainingCommandTests()
    {
        new TinyBert().Write(_folder["model"]);
        File.WriteAllText(_folder["train.tsv"], "text_a\ttext_b\tlabel\nhow cat\tcat how\t1\nhow cat\tpoison dog\t0\n");
        File.WriteAllText(_folder["dev.tsv"], "text_a\ttext_b\tlabel\nreset my cat\treset cat\t1\nreset my cat\treset zero\t0\n");
        File.WriteAllText(_folder["questions.tsv"], "text\nhow do i reset\npoison my cat\nzero router\nmy dog\n");
        File.WriteAllText(_folder["test.tsv"], "Zero  router\n");
    }

    [Fact]
    public async Task A_training_leaves_a_model_its_card_its_curve_and_figures_for_programs()
    {
        File.WriteAllText(_folder["settings.json"], $$"""
            {
              "model": "{{_folder["model"]}}",
              "losses": [{"kind": "contrastive"}, {"kind": "online-contrastive", "distance": "Euclidean"}, {"kind": "triplet"}],
              "data": {"pairs": ["{{_folder["train.tsv"]}}"], "pairsPerBatch": 2, "minedPerBatch": 0, "madePerBatch": 0, "unjudgedPerBatch": 0},
              "dev": {"pairs": "{{_folder["dev.tsv"]}}", "madeSets": 4, "everySteps": 2},
              "steps": 6
            }
            """);

        var run = await CommandRun.OfAsync("train", _folder["settings.json"], "--run", _folder["run"], "--device", "cpu", "--threads", "1");

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        run.Out.Trim().ShouldBe(_folder["run/best"]);
        ModelDirectory.Load(_folder["run/best"]).Dimension.ShouldBe(ModelDirectory.Load(_folder["model"]).Dimension);
        IsPng(_folder["run/loss.png"]).ShouldBeTrue();
        File.ReadLines(_folder["run/steps.tsv"]).First().ShouldBe("step\tloss\tcontrastive\tonline-contrastive\ttriplet");
        var report = JsonNode.Parse(File.ReadAllText(_folder["run/report.json"]))!;
        ((int)report["steps"]!).ShouldBe(6);
        report["files"]!.AsArray().Select(file => ((string)file!["sha256"]!).Length).ShouldAllBe(length => length == 64);
        var card = File.ReadAllText(_folder["run/best/README.md"]);
        card.ShouldContain((string)report["files"]![0]!["sha256"]!);
        card.ShouldContain("`calibration.json`, once `dedup calibrate` has measured", Case.Sensitive, "it is not written again then");
    }

    [Fact]
    public async Task A_light_encoder_is_distilled_and_can_be_measured_beside_its_teacher()
    {
        var run = await CommandRun.OfAsync(
            "distill", "--teacher", _folder["model"], "--questions", _folder["questions.tsv"], "--dev", _folder["dev.tsv"], "--run", _folder["run"],
            "--held-out", _folder["test.tsv"], "--steps", "5", "--hidden", "8", "--device", "cpu", "--threads", "1");

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        ((int)JsonNode.Parse(File.ReadAllText(_folder["run/report.json"]))!["leftOutQuestions"]!).ShouldBe(1);
        var measured = await CommandRun.OfAsync("evaluate", "--model", _folder["model"], "--model", _folder["run/best"], "--pairs", _folder["dev.tsv"], "--json");
        measured.ExitCode.ShouldBe(ExitCode.Done, measured.Error);
        measured.Out.ShouldContain(ModelDirectory.Load(_folder["run/best"]).Name);
    }

    [Fact]
    public async Task Near_questions_are_judged_and_what_is_certain_is_written_down()
    {
        var run = await CommandRun.OfAsync(
            "judge", "--model", _folder["model"], "--pairs", _folder["train.tsv"], "--questions", _folder["questions.tsv"], "--dev", _folder["dev.tsv"],
            "--run", _folder["run"], "--steps", "4", "--least-similarity", "-1", "--certainty", "0.5", "--prevalence", "0.4", "--device", "cpu", "--threads", "1");

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        run.Out.Trim().ShouldBe(_folder["run/judged.tsv"]);
        run.Error.ShouldContain("each at a precision of 0.5 on 2 --dev pairs, weighted to 0.4 duplicates.");
        File.ReadLines(_folder["run/judged.tsv"]).First().ShouldBe("text_a\ttext_b\tlabel");
        IsPng(_folder["run/loss.png"]).ShouldBeTrue();
    }

    [Fact]
    public async Task What_was_judged_and_by_which_thresholds_can_be_read_in_the_folder_later()
    {
        await CommandRun.OfAsync(
            "judge", "--model", _folder["model"], "--pairs", _folder["train.tsv"], "--questions", _folder["questions.tsv"], "--dev", _folder["dev.tsv"],
            "--held-out", _folder["test.tsv"], "--run", _folder["run"], "--steps", "4", "--least-similarity", "-1", "--certainty", "0.75", "--prevalence", "0.4", "--device", "cpu", "--threads", "1");

        var report = JsonNode.Parse(File.ReadAllText(_folder["run/report.json"]))!;
        var judged = File.ReadLines(_folder["run/judged.tsv"]).Skip(1).ToList();
        judged.ShouldNotContain(pair => pair.Contains("zero router", StringComparison.Ordinal));
        ((int)report["duplicates"]!).ShouldBe(judged.Count(pair => pair.EndsWith('1')));
        ((int)report["different"]!).ShouldBe(judged.Count(pair => pair.EndsWith('0')));
        ((int)report["near"]!).ShouldBeGreaterThanOrEqualTo(judged.Count);
        ((int)report["devPairs"]!).ShouldBe(2);
        ((string[])["siameseShare", "duplicateFrom", "differentUpTo", "averagePrecision"]).ShouldBeSubsetOf(report.AsObject().Select(entry => entry.Key));
        report["files"]!.AsArray().Select(file => (string)file!["name"]!).ShouldBe(["train.tsv", "questions.tsv", "dev.tsv", "test.tsv"], ignoreOrder: true);
        foreach (var settings in (JsonNode[])[report["settings"]!, JsonNode.Parse(File.ReadAllText(_folder["run/settings.json"]))!])
        {
            ((double)settings["certainty"]!).ShouldBe(0.75);
            ((double)settings["prevalence"]!).ShouldBe(0.4);
            ((int)settings["training"]!["steps"]!).ShouldBe(4);
        }
    }

    [Fact]
    public async Task Settings_and_data_with_faults_are_refused_before_anything_is_trained()
    {
        File.WriteAllText(_folder["train.tsv"], "text_a\ttext_b\tlabel\nhow cat\t\t1\nhow cat\tpoison dog\t2\n");
        File.WriteAllText(_folder["settings.json"], $$"""
            {
              "model": "{{_folder["model"]}}", "losses": [{"kind": "ranking"}],
              "data": {"pairs": ["{{_folder["train.tsv"]}}"], "unjudgedPerBatch": 0}, "dev": {"pairs": "{{_folder["dev.tsv"]}}"}
            }
            """);

        var run = await CommandRun.OfAsync("train", _folder["settings.json"], "--run", _folder["run"], "--device", "cpu");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("train.tsv");
        run.Error.ShouldContain("line 2");
        run.Error.ShouldContain("line 3");
        Directory.Exists(_folder["run/checkpoint"]).ShouldBeFalse();
    }

    public void Dispose() => _folder.Dispose();

    private static bool IsPng(string path) => File.ReadAllBytes(path).AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']);
}
