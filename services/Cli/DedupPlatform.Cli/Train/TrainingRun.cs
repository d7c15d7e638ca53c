using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Torch;
using DedupPlatform.Training.Running;
using DedupPlatform.Training.Settings;
using TorchSharp;

namespace DedupPlatform.Cli.Train;

/// <summary>A training with a progress bar.</summary>
internal static class TrainingRun
{
    /// <summary>Trains an encoder.</summary>
    public static Task<int> TrainAsync(
        Func<TrainingSettings> settings, string run, string device, int threads, Terminal terminal, CancellationToken cancellationToken) => RunAsync(
        async (place, progress) => (await Trainer.RunAsync(settings(), run, place, progress, terminal.Time, cancellationToken)).FullPath,
        run, device, threads, terminal);

    /// <summary>Runs work that leaves the logs of a training in <paramref name="run"/>, and prints the path that it returns.</summary>
    public static async Task<int> RunAsync(
        Func<torch.Device, Action<TrainingProgress>, Task<string>> work, string run, string device, int threads, Terminal terminal)
    {
        var place = Prepare(device, threads);
        return await UserFiles.UseAsync(RunPreparedAsync());

        async Task<int> RunPreparedAsync()
        {
            var result = "";
            await terminal.ShowProgressAsync(1, async report => result = await work(place, progress => report(progress.Done, Describe(progress))));
            LossCurve.Save(run);
            terminal.Out.WriteLine(result);
            return ExitCode.Done;
        }
    }

    private static torch.Device Prepare(string device, int threads)
    {
        // TorchSharp writes there what it has tried to load, and standard output is for results. The terminal has its own writer.
        var output = Console.Out;
        Console.SetOut(TextWriter.Null);
        try
        {
            var place = TorchDevice.Parse(device, "--device");
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
        finally
        {
            Console.SetOut(output);
        }
    }

    private static string Describe(TrainingProgress progress) => progress.Loss is null
        ? progress.Stage
        : $"{progress.Stage}: loss {progress.Loss:0.0000}, {progress.QuestionsPerSecond:0} questions/s";
}
