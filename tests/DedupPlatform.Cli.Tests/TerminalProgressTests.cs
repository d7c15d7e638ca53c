using Microsoft.Extensions.Time.Testing;
using Spectre.Console;

namespace DedupPlatform.Cli.Tests;

public sealed class TerminalProgressTests
{
    [Fact]
    public async Task What_was_under_way_before_or_goes_on_after_a_break_is_timed_by_what_it_has_done_since()
    {
        var time = new FakeTimeProvider();
        var lines = new StringWriter();

        await new Terminal(Stream.Null, TextWriter.Null, lines, time).ShowProgressAsync(100, report =>
        {
            Step(30, "training");
            Step(50, "training");
            Step(10, "mining");
            Step(85, "mining");
            Step(60, "training");
            Step(70, "training");
            return Task.CompletedTask;

            void Step(double done, string words)
            {
                time.Advance(TimeSpan.FromSeconds(10));
                report(done, words);
            }
        });

        lines.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ShouldBe(
            ["training", "training, 50 %, 25 s left", "mining", "mining, 85 %, 2.0 s left", "training", "training, 70 %, 30 s left"]);
    }

    [Fact]
    public async Task In_a_terminal_of_80_columns_the_bar_the_percentage_and_the_time_stay_in_one_line_however_long_the_words_are()
    {
        var screen = new StringWriter();
        var terminal = new Terminal(Stream.Null, TextWriter.Null, screen, TimeProvider.System, isInteractive: true);
        var profile = terminal.Messages.Profile;
        (profile.Width, profile.Height, profile.Capabilities.Ansi, profile.Capabilities.Interactive, profile.Capabilities.ColorSystem) = (80, 24, true, true, ColorSystem.NoColors);

        await terminal.ShowProgressAsync(100, report =>
        {
            report(32, string.Concat(Enumerable.Repeat("many words ", 10)));
            return Task.CompletedTask;
        });

        var last = screen.ToString().Split('\n').Last(line => line.Contains("many", StringComparison.Ordinal));
        last.ShouldMatch("━━━ +32% (--:--:--|00:00:00) many words many .*…");
    }
}
