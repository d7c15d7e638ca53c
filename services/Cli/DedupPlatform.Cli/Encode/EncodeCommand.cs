using System.CommandLine;
using DedupPlatform.Cli.Input;
using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Onnx;

namespace DedupPlatform.Cli.Encode;

/// <summary><c>dedup encode</c>.</summary>
internal static class EncodeCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = CommonOptions.Model();
        var input = CommonOptions.Path("--in", "file", "The text, one question a line, also compressed with gzip; - is standard input.");
        var output = CommonOptions.Path("--out", "file", "Where the vectors go.");
        var threads = CommonOptions.Threads();

        var command = new Command(
            "encode",
            "Writes the vector of every line as little-endian float32, one row a line, in order. An empty line, or one that holds nothing "
            + "the model knows, has the vector that the model makes of it.")
        {
            model, input, output, threads,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var text = parsed.GetRequiredValue(input);
            if (Path.GetFullPath(parsed.GetRequiredValue(output)) == Path.GetFullPath(text))
            {
                throw new CommandFailedException(ExitCode.Usage, $"--out is {text}, the file of --in; name another one.");
            }

            using var lines = InputFile.Open(text, terminal);
            var directory = UserFiles.Use(() => ModelDirectory.Load(parsed.GetRequiredValue(model)));
            using var backend = UserFiles.Use(() => new OnnxBackend(directory, parsed.GetValue(threads)));
            await using var vectors = UserFiles.Use(() => File.Create(parsed.GetRequiredValue(output)));
            await new EncodeRun(directory, backend, terminal).RunAsync(lines, vectors, cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }
}
