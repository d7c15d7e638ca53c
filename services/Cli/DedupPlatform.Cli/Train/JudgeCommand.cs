using System.CommandLine;
using DedupPlatform.Training.Judging;
using DedupPlatform.Training.Mining;
using DedupPlatform.Training.Settings;

namespace DedupPlatform.Cli.Train;

/// <summary><c>dedup judge</c>.</summary>
internal static class JudgeCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = CommonOptions.Model();
        model.Description = "The model directory that it starts from and finds near questions by, a 'bert'.";
        var (pairs, dev) = (CommonOptions.Pairs(), CommonOptions.File<string>("--dev", "Judged pairs to choose by what counts as certain."));
        var questions = CommonOptions.File<string>("--questions", "Questions nobody has judged: tab-separated, a header, the column 'text' first; may be gzipped.");
        (questions.Required, dev.Required) = (true, true);
        var heldOut = CommonOptions.Files("--held-out", "Files whose questions are never learned from, such as what a model will be measured by.");
        var run = TrainingOptions.Run();
        run.Description = "The run's folder: log, checkpoint, and the pairs in 'judged.tsv'.";
        var sample = CommonOptions.Count("--sample", "How many of the questions are drawn.", 0, int.MaxValue, 60_000);
        var steps = CommonOptions.Count("--steps", "Steps of the optimiser, of 64 pairs each.", 1, int.MaxValue, 1_500);
        var nearest = CommonOptions.Count("--nearest", "How many of the nearest of each question it is judged with.", 1, 1_000, 6);
        var least = CommonOptions.Number("--least-similarity", "How similar they must be.", -1, 1);
        var certainty = CommonOptions.Number(
            "--certainty", "Which share of what is called duplicate, and of what is called different, must be so on the --dev pairs.", 0.5, 1);
        (least.DefaultValueFactory, certainty.DefaultValueFactory) = (_ => 0.7, _ => 0.9);
        var prevalence = CommonOptions.Prevalence("The share of duplicates among near pairs, which --certainty is weighted to; by default that of the --dev pairs.");
        var mixed = new Option<bool>("--mixed") { Description = "Compute in bfloat16 on a CPU too, one that has instructions for it (amx_bf16)." };
        var (device, threads) = (TrainingOptions.Device(), CommonOptions.Threads());
        var command = new Command(
            "judge", "Trains a cross-encoder on judged pairs and has it judge near questions: more pairs for 'train'. Resumes a run that was interrupted.")
        {
            model, pairs, dev, questions, heldOut, run, sample, steps, nearest, least, certainty, prevalence, mixed, device, threads,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = parsed.GetRequiredValue(run);
            var training = new TrainingSettings
            {
                Model = parsed.GetRequiredValue(model),
                Losses = [],
                Data = new DataSettings
                {
                    Pairs = [parsed.GetRequiredValue(pairs)],
                    Questions = parsed.GetRequiredValue(questions),
                    QuestionSample = parsed.GetValue(sample),
                    HeldOut = parsed.GetValue(heldOut) ?? [],
                    PairsPerBatch = 64,
                    MinedPerBatch = 0,
                    MadePerBatch = 0,
                    UnjudgedPerBatch = 0,
                },
                Dev = new DevSettings { Pairs = parsed.GetRequiredValue(dev), EverySteps = 300, MadeSets = 0 },
                Mining = new MiningSettings { LeastSimilarity = parsed.GetValue(least), Nearest = parsed.GetValue(nearest) },
                Steps = parsed.GetValue(steps),
                LearningRate = 1e-4,
                LayerDecay = 1,
                Precision = parsed.GetValue(mixed) ? Precision.Mixed : Precision.Auto,
            };
            var settings = new JudgingSettings(training, parsed.GetValue(certainty), parsed.GetValue(prevalence));
            return await TrainingRun.RunAsync(
                async (place, progress) =>
                {
                    var report = await PairJudge.RunAsync(settings, folder, place, progress, terminal.Time, cancellationToken);
                    terminal.Say(Describe(report));
                    return report.Path;
                },
                folder, parsed.GetRequiredValue(device), parsed.GetValue(threads), terminal);
        });
        return command;
    }

    private static string Describe(JudgingReport report)
    {
        var weighting = report.Settings.Prevalence is { } share ? $", weighted to {share:0.###} duplicates" : "";
        return $"Judged by the cross-encoder and, to {report.SiameseShare:P0}, by similarity:"
            + $" average precision {report.AveragePrecision:0.000} on the --dev pairs."
            + $" Of {report.Near:N0} near pairs, {report.Duplicates:N0} are called duplicates and {report.Different:N0} different,"
            + $" each at a precision of {report.Settings.Certainty:0.###} on {report.DevPairs:N0} --dev pairs{weighting}."
            + " The others are left out.";
    }
}
