using DedupPlatform.Cli.Tests.Support;

namespace DedupPlatform.Cli.Tests;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData("")]
    [InlineData("frobnicate")]
    [InlineData("import")]
    [InlineData("import no-such-file.csv")]
    [InlineData("import no-such-file")]
    [InlineData("import - --format posts")]
    [InlineData("import - --format csv --url not-an-address")]
    [InlineData("check a --limit many")]
    [InlineData("check a --threshold NaN")]
    public async Task Wrong_usage_exits_with_2_and_a_line_that_says_why(string arguments)
    {
        var run = await CommandRun.OfAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldNotBeEmpty();
        run.Error.ShouldNotContain("   at ");
        run.Error.ShouldNotContain("System.");
    }

    [Fact]
    public async Task Help_lists_the_exit_codes()
    {
        var run = await CommandRun.OfAsync("--help");

        run.ExitCode.ShouldBe(ExitCode.Done);
        run.Out.ShouldContain("the server cannot be reached");
    }
}
