using Spectre.Console;
using Spectre.Console.Rendering;

namespace DedupPlatform.Cli;

/// <summary>
/// Where a command reads and writes. Results go to standard output; messages and progress go to standard error, so that a
/// pipe carries results alone. Texts of files, servers and stored questions are among all of these, and cannot control the terminal.
/// </summary>
internal sealed class Terminal(Stream input, TextWriter output, TextWriter error, TimeProvider time, bool isInteractive = false)
{
    // Wide enough that a table in a pipe or a file never wraps.
    private const int WidthOfPipe = 2000;

    private readonly IAnsiConsole _results = Console(output, isLive: false);

    public Stream Input { get; } = input;

    /// <summary>Standard output as it is, for what another program reads.</summary>
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
    public void Say(string message)
    {
        try
        {
            Messages.WriteLine(Words.Plain(message));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk or a closed pipe: who cannot be told still gets the exit code.
        }
    }

    /// <summary>A line on standard output.</summary>
    public void Print(string result) => Out.WriteLine(Words.Plain(result));

    /// <summary>Text for a cell of a table.</summary>
    public static Text Cell(string text) => new(Words.Plain(text).Replace('\n', ' '));

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
