using System.CommandLine;
using DedupPlatform.Encoding;
using DedupPlatform.Training.Losses;
using DedupPlatform.Training.Running;
using DedupPlatform.Training.Settings;

namespace DedupPlatform.Cli.Train;

/// <summary><c>dedup distill</c>.</summary>
internal static class DistillCommand
{
    public static Command Create(Terminal terminal)
    {
        var teacher = CommonOptions.Path("--teacher", "directory", "The model directory to learn from, a 'bert'.");
        var questions = CommonOptions.File<string>("--questions", "Questions to learn from: tab-separated, a header, the column 'text' first; may be gzipped.");
        var dev = CommonOptions.File<string>("--dev", "Judged pairs to measure by; made questions count 30 %.");
        (questions.Required, dev.Required) = (true, true);
        var heldOut = CommonOptions.Files("--held-out", "Files whose questions are never learned from, such as what the student will be measured by.");
        var run = TrainingOptions.Run();
        var sample = CommonOptions.Count("--sample", "How many of the questions are drawn.", 1, int.MaxValue, 100_000);
        var steps = CommonOptions.Count("--steps", "Steps of the optimiser.", 1, int.MaxValue, 3_000);
        var every = CommonOptions.Count(
            "--measure-every", "After how many steps a measurement is due; the best one decides which weights are kept.", 1, int.MaxValue, 500);
        var hidden = CommonOptions.Count("--hidden", "The width of the state of one direction of the BiLSTM.", 1, 4_096, 256);
        var layers = CommonOptions.Count("--layers", "Its layers.", 1, 8, 1);
        var (device, threads) = (TrainingOptions.Device(), CommonOptions.Threads());
        var command = new Command("distill", "Trains a light BiLSTM to give the vectors of a larger encoder. Resumes a run that was interrupted.")
        {
            teacher, questions, dev, heldOut, run, sample, steps, every, hidden, layers, device, threads,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = parsed.GetRequiredValue(run);
            return await TrainingRun.TrainAsync(
                () => new TrainingSettings
                {
                    Model = Student(parsed.GetRequiredValue(teacher), folder, parsed.GetValue(hidden), parsed.GetValue(layers)),
                    Teacher = parsed.GetRequiredValue(teacher),
                    Losses = [new LossSettings("vector-distillation"), new LossSettings("similarity-distillation", 5)],
                    Data = new DataSettings
                    {
                        Questions = parsed.GetRequiredValue(questions),
                        QuestionSample = parsed.GetValue(sample),
                        PairsPerBatch = 0,
                        MinedPerBatch = 0,
                        MadePerBatch = 0,
                        UnjudgedPerBatch = 48,
                        Neighbours = 3,
                        HeldOut = parsed.GetValue(heldOut) ?? [],
                    },
                    Dev = new DevSettings { Pairs = parsed.GetRequiredValue(dev), EverySteps = parsed.GetValue(every) },
                    Steps = parsed.GetValue(steps),
                    LearningRate = 1e-3,
                    FreezeWords = false,
                },
                folder, parsed.GetRequiredValue(device), parsed.GetValue(threads), terminal, cancellationToken);
        });
        return command;
    }

    private static string Begun(ModelDirectory student, int hidden, int layers) =>
        student.Config is BiLstmConfig config && (config.HiddenSize, config.NumHiddenLayers) == (hidden, layers)
            ? student.FullPath
            : throw new InvalidDataException($"The run's student, in '{student.FullPath}', has another --hidden or --layers. Name another --run folder.");

    // What a refused start may have left is made anew.
    private static string NewStudent(ModelDirectory teacher, string directory, int hidden, int layers)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }

        return NewBiLstm.Create(teacher, directory, hidden, layers, Pooling.Mean, seed: 1).FullPath;
    }

    // A run that is resumed keeps the student that it began with.
    private static string Student(string teacher, string run, int hidden, int layers)
    {
        var directory = Path.Combine(run, "student");
        return Trainer.HasBegun(run)
            ? Begun(ModelDirectory.Load(directory), hidden, layers)
            : NewStudent(ModelDirectory.Load(teacher), directory, hidden, layers);
    }
}
