using System.CommandLine;
using System.Globalization;
using DedupPlatform.Cli.Input;
using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Onnx;

namespace DedupPlatform.Cli.Encode;

/// <summary><c>dedup encode</c>.</summary>
internal static class EncodeCommand
{
    private const int MostThreads = 256;

    public static Command Create(Terminal terminal)
    {
        var model = new Option<string>("--model") { Description = "The model directory.", HelpName = "directory", Required = true };
        var input = new Option<string>("--in")
        {
            Description = "The text, one question a line, also compressed with gzip; - is standard input.",
            HelpName = "file",
            Required = true,
        };
        var output = new Option<string>("--out") { Description = "Where the vectors go.", HelpName = "file", Required = true };
        var threads = CommonOptions.Of<int>("--threads", "count", $"1 to {MostThreads}", TryParseThreads);
        threads.Description = "The threads that compute; by default one for each physical core.";

        var command = new Command(
            "encode",
            "Writes the vector of every line as little-endian float32, one row a line, in order. An empty line, or one that holds nothing "
            + "the model knows, has the vector that the model makes of it.")
        {
            model, input, output, threads,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var lines = InputFile.Open(parsed.GetRequiredValue(input), terminal);
            var directory = Inputs.Read(() => ModelDirectory.Load(parsed.GetRequiredValue(model)));
            using var backend = Inputs.Read(() => new OnnxBackend(directory, parsed.GetValue(threads)));
            await using var vectors = Inputs.Read(() => File.Create(parsed.GetRequiredValue(output)));
            await new EncodeRun(directory, backend, terminal).RunAsync(lines, vectors, cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }

    private static bool TryParseThreads(string text, out int threads) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out threads) && threads is >= 1 and <= MostThreads;
}
