using Spectre.Console;

namespace DedupPlatform.Cli;

/// <summary>Reports the progress of a long piece of work: how much of it is done, a few words, and how much there is if that has changed.</summary>
internal delegate void ReportProgress(double done, string words, double? total = null);

internal static class TerminalProgress
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    // A bar that can be read, the percentage, the time, and the gaps.
    private const int WidthBesideWords = 26;

    /// <summary>
    /// Shows a bar if somebody watches, otherwise a plain line every few seconds. <paramref name="total"/> is the final value of
    /// "done", or <see langword="null"/> if unknown.
    /// </summary>
    public static Task ShowProgressAsync(this Terminal terminal, double? total, Func<ReportProgress, Task> work) =>
        terminal.IsInteractive ? ShowBarAsync(terminal.Messages, total, work) : work(PlainLines(terminal, total));

    private static Task ShowBarAsync(IAnsiConsole console, double? total, Func<ReportProgress, Task> work) =>
        console.Progress()
            .Columns(total is null
                ? [new SpinnerColumn(), new TaskDescriptionColumn(), new ElapsedTimeColumn()]
                : [new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new TaskDescriptionColumn()])
            .StartAsync(context =>
            {
                var task = context.AddTask("starting", maxValue: Math.Max(total ?? 1, 1));
                task.IsIndeterminate = total is null;
                return work((done, words, newTotal) =>
                {
                    // Or they would take the width of the others, which then break into lines.
                    task.Description = Markup.Escape(Cut(Words.Plain(words), console.Profile.Width - WidthBesideWords));
                    task.MaxValue = Math.Max(newTotal ?? task.MaxValue, 1);
                    if (total is not null)
                    {
                        task.Value = done;
                    }
                });
            });

    private static ReportProgress PlainLines(Terminal terminal, double? total)
    {
        var gate = new Lock();
        var start = terminal.Time.GetTimestamp();
        var last = start;
        var first = 0.0;
        var before = double.MaxValue;
        return (done, words, newTotal) =>
        {
            lock (gate)
            {
                total = newTotal ?? total;
                if (done < before)
                {
                    // The work, or another part of it, begins or continues: the time left is estimated from its pace from here on.
                    (start, first) = (terminal.Time.GetTimestamp(), done);
                }

                before = done;
                if (terminal.Time.GetElapsedTime(last) >= BetweenLines)
                {
                    last = terminal.Time.GetTimestamp();
                    terminal.Say(words + TimeLeft(first, done, total, terminal.Time.GetElapsedTime(start)));
                }
            }
        };
    }

    private static string Cut(string words, int width) => words.Length <= width ? words : $"{words[..Math.Max(0, width - 1)]}…";

    private static string TimeLeft(double first, double done, double? total, TimeSpan elapsed) =>
        total is null || done <= first || done >= total ? "" : $", {done / total:P0}, {Words.Duration(elapsed * ((total.Value - done) / (done - first)))} left";
}
