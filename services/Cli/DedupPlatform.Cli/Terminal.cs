using Spectre.Console;
using Spectre.Console.Rendering;

namespace DedupPlatform.Cli;

/// <summary>
/// Where a command reads and writes. Results go to standard output; messages and progress go to standard error, so that a
/// pipe carries results alone.
/// </summary>
internal sealed class Terminal(Stream input, TextWriter output, TextWriter error, TimeProvider time, bool isInteractive = false)
{
    // Wide enough that a table in a pipe or a file never wraps.
    private const int WidthOfPipe = 2000;

    private readonly IAnsiConsole _results = Console(output, isLive: false);

    public Stream Input { get; } = input;

    public TextWriter Out { get; } = output;

    public TextWriter Error { get; } = error;

    public TimeProvider Time { get; } = time;

    /// <summary>Whether somebody watches the messages.</summary>
    public bool IsInteractive { get; } = isInteractive;

    public IAnsiConsole Messages { get; } = Console(error, isInteractive);

    public static Terminal OfProcess()
    {
        var isInteractive = !System.Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or null);
        return new(System.Console.OpenStandardInput(), System.Console.Out, System.Console.Error, TimeProvider.System, isInteractive);
    }

    /// <summary>A line on standard error.</summary>
    public void Say(string message) => Messages.WriteLine(message);

    public void Show(IRenderable result) => _results.Write(result);

    private static IAnsiConsole Console(TextWriter writer, bool isLive)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isLive ? AnsiSupport.Yes : AnsiSupport.No,
            Interactive = isLive ? InteractionSupport.Yes : InteractionSupport.No,
        });
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Width = WidthOfPipe;
        }

        return console;
    }
}
