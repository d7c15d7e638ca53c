using Spectre.Console;
using Spectre.Console.Rendering;

namespace DedupPlatform.Cli;

/// <summary>
/// Where a command reads and writes. Results go to standard output; messages and progress go to standard error, so that a
/// pipe carries results alone.
/// </summary>
internal sealed class Terminal(Stream input, TextWriter output, TextWriter error, TimeProvider time)
{
    // Wide enough that a table in a pipe or a file never wraps.
    private const int WidthOfPipe = 2000;

    private readonly IAnsiConsole _results = Console(output);
    private readonly IAnsiConsole _messages = Console(error);

    public Stream Input { get; } = input;

    public TextWriter Out { get; } = output;

    public TextWriter Error { get; } = error;

    public TimeProvider Time { get; } = time;

    /// <summary>Whether somebody watches the messages.</summary>
    public bool IsInteractive => _messages.Profile.Out.IsTerminal && _messages.Profile.Capabilities.Ansi;

    public IAnsiConsole Messages => _messages;

    public static Terminal OfProcess() =>
        new(System.Console.OpenStandardInput(), System.Console.Out, System.Console.Error, TimeProvider.System);

    /// <summary>A line on standard error.</summary>
    public void Say(string message) => _messages.WriteLine(message);

    public void Show(IRenderable result) => _results.Write(result);

    private static IAnsiConsole Console(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Width = WidthOfPipe;
        }

        return console;
    }
}
