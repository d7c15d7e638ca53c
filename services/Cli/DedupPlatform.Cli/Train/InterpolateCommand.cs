using System.CommandLine;
using DedupPlatform.Encoding;

namespace DedupPlatform.Cli.Train;

/// <summary><c>dedup interpolate</c>.</summary>
internal static class InterpolateCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = CommonOptions.Model();
        var origin = CommonOptions.Path("--origin", "directory", "The model directory that it was trained from.");
        var share = CommonOptions.Number("--share", "How much of the origin's weights there shall be, 0 to 1.", 0, 1);
        share.Required = true;
        var output = CommonOptions.Folder("--out", "directory", "Where the new model goes.");
        var command = new Command(
            "interpolate", "Mixes the weights of a trained model with those of the model it came from, to win back what the training cost elsewhere.")
        {
            model, origin, share, output,
        };
        command.SetAction(parsed =>
        {
            var mixed = UserFiles.Use(() => WeightInterpolation.Write(
                ModelDirectory.Load(parsed.GetRequiredValue(model)), ModelDirectory.Load(parsed.GetRequiredValue(origin)), parsed.GetRequiredValue(share),
                parsed.GetRequiredValue(output)));
            terminal.Out.WriteLine(mixed.FullPath);
            terminal.Say("It has no threshold and no probabilities yet: dedup calibrate gives it both.");
            return ExitCode.Done;
        });
        return command;
    }
}
