using System.CommandLine;
using DedupPlatform.Training.Settings;

namespace DedupPlatform.Cli.Train;

/// <summary><c>dedup train</c>.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal)
    {
        var settings = new Argument<string>("settings")
        {
            Description = "The settings file; its paths are relative to the working directory.",
            Validators = { CommonOptions.NotEmpty },
        };
        var run = TrainingOptions.Run();
        var (device, threads) = (TrainingOptions.Device(), CommonOptions.Threads());
        var command = new Command("train", "Trains an encoder on judged, mined and made questions. Resumes a run that was interrupted.")
        {
            settings, run, device, threads,
        };
        command.SetAction(async (parsed, cancellationToken) => await TrainingRun.TrainAsync(
            () => TrainingSettings.Load(parsed.GetRequiredValue(settings)),
            parsed.GetRequiredValue(run), parsed.GetRequiredValue(device), parsed.GetValue(threads), terminal, cancellationToken));
        return command;
    }
}
