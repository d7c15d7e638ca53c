using System.CommandLine;
using System.CommandLine.Parsing;
using DedupPlatform.Cli.Check;
using DedupPlatform.Cli.Client;
using DedupPlatform.Cli.Demo;
using DedupPlatform.Cli.Encode;
using DedupPlatform.Cli.Import;
using DedupPlatform.Cli.Reindex;

namespace DedupPlatform.Cli;

internal static class DedupCommand
{
    // A question that starts with @ is a question, not the name of a file with arguments.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    private static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Show the details of an error.",
        Recursive = true,
    };

    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken)
    {
        var parsed = Create(terminal).Parse(args, Parsing);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                terminal.Say(error.SymbolResult is ArgumentResult { Tokens.Count: 0, Parent: CommandResult, Argument.Name: var name }
                    ? $"{error.Message} It takes <{name}>."
                    : error.Message);
            }

            if (parsed.CommandResult.Command.Arguments is [{ Name: "question" }] && parsed.UnmatchedTokens is [var first, ..] && !first.StartsWith('-'))
            {
                terminal.Say("A text of several words has to be in quotes.");
            }

            terminal.Say($"Try: {string.Join(' ', Names(parsed.CommandResult))} --help");
            return ExitCode.Usage;
        }

        var invocation = new InvocationConfiguration
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Cancelled;
        }
        catch (Exception exception)
        {
            terminal.Say(parsed.GetValue(Verbose) ? exception.ToString() : exception.Message);
            return (exception as CommandFailedException)?.ExitCode ?? ExitCode.Failed;
        }
    }

    private static RootCommand Create(Terminal terminal) => new(
        $"Finds questions that have been asked before.\n\n{ExitCode.Table}\n\n"
        + $"The server's key, if it asks for one, is taken from the environment variable {DedupClient.KeyVariable}.")
    {
        ImportCommand.Create(terminal),
        CheckCommand.Create(terminal),
        PairsCommand.Create(terminal),
        EncodeCommand.Create(terminal),
        ReindexCommand.Create(terminal),
        DemoCommand.Create(terminal),
        Quality.EvaluateCommand.Create(terminal),
        Quality.CalibrateCommand.Create(terminal),
        Train.TrainCommand.Create(terminal),
        Train.DistillCommand.Create(terminal),
        Train.JudgeCommand.Create(terminal),
        Train.InterpolateCommand.Create(terminal),
        Verbose,
    };

    private static IEnumerable<string> Names(SymbolResult? result) => result switch
    {
        CommandResult command => Names(command.Parent).Append(command.Command is RootCommand ? "dedup" : command.Command.Name),
        _ => [],
    };
}
