namespace DedupPlatform.Cli.Tests.Support;

/// <summary>What a run of the command left behind.</summary>
internal sealed record CommandRun(int ExitCode, string Out, string Error)
{
    public static Task<CommandRun> OfAsync(params string[] args) => OfAsync(args, Stream.Null);

    public static async Task<CommandRun> OfAsync(string[] args, Stream input, CancellationToken cancellationToken = default)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var terminal = new Terminal(input, output, TextWriter.Synchronized(error), new ImpatientTime());
        var exitCode = await DedupCommand.RunAsync(args, terminal, cancellationToken);
        return new CommandRun(exitCode, output.ToString(), error.ToString());
    }
}
