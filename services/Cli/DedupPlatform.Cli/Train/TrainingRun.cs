using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Torch;
using DedupPlatform.Training.Running;
using TorchSharp;

namespace DedupPlatform.Cli.Train;

/// <summary>Runs a training with a progress bar.</summary>
internal static class TrainingRun
{
    public static async Task<int> RunAsync(
        Func<TrainingSettings> settings, string run, string device, int threads, Terminal terminal, CancellationToken cancellationToken)
    {
        var place = Prepare(device, threads);
        try
        {
            ModelDirectory? best = null;
            await terminal.ShowProgressAsync(1, async report =>
                best = await Trainer.RunAsync(settings(), run, place, progress => report(progress.Done, Say(progress)), terminal.Time, cancellationToken));
            LossCurve.Save(run);
            terminal.Out.WriteLine(best!.FullPath);
            return ExitCode.Done;
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidModelException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCode.Usage, exception.Message, exception);
        }
    }

    private static torch.Device Prepare(string device, int threads)
    {
        try
        {
            var place = TorchDevice.Parse(device);
            torch.set_num_threads(PhysicalCores.Or(threads));
            return place;
        }
        catch (Exception exception) when (exception is TypeInitializationException or NotSupportedException or DllNotFoundException)
        {
            throw new CommandFailedException(ExitCode.Usage, "This build carries no libtorch. Build the command with: make build Torch=cpu (or Torch=cuda)", exception);
        }
        catch (ArgumentException exception)
        {
            throw new CommandFailedException(ExitCode.Usage, exception.Message, exception);
        }
    }

    private static string Say(TrainingProgress progress) => progress.Loss is null
        ? progress.Stage
        : $"{progress.Stage}: loss {progress.Loss:0.0000}, {progress.QuestionsPerSecond:0} questions/s";
}
