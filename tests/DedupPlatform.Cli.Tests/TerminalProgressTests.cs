using Microsoft.Extensions.Time.Testing;

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
}
