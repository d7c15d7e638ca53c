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
    [InlineData("check a --threshold 0,1")]
    [InlineData("reindex --model")]
    [InlineData("reindex --watch --model")]
    [InlineData("reindex --then drop --job")]
    [InlineData("reindex --model x --job")]
    [InlineData("reindex --model a --model b")]
    [InlineData("evaluate --plots p --pairs")]
    public async Task Wrong_usage_exits_with_2_and_a_line_that_says_why(string arguments)
    {
        var run = await CommandRun.OfAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldNotBeEmpty();
        run.Error.ShouldNotContain("   at ");
        run.Error.ShouldNotContain("System.");
    }

    [Theory]
    [InlineData("file", "import", "")]
    [InlineData("--rejected", "import", "q.csv", "--rejected", "")]
    [InlineData("--model", "encode", "--in", "i", "--out", "o", "--model", "")]
    [InlineData("--in", "encode", "--model", "m", "--out", "o", "--in", "")]
    [InlineData("--out", "encode", "--model", "m", "--in", "i", "--out", "")]
    [InlineData("--markdown", "evaluate", "--made", "--markdown", "")]
    [InlineData("--plots", "evaluate", "--made", "--plots", "")]
    [InlineData("--model", "evaluate", "--made", "--model", "")]
    public async Task An_empty_name_of_a_file_or_a_folder_is_wrong_usage_that_says_where(string name, params string[] arguments)
    {
        var run = await CommandRun.OfAsync(arguments);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain($"{name} is ''; it must name a file or a folder.");
    }

    [Theory]
    [InlineData("--plots", "evaluate", "--pairs", "FILE")]
    [InlineData("--run", "train", "settings.json")]
    [InlineData("--out", "interpolate", "--model", "m", "--origin", "o", "--share", "0.5")]
    public async Task A_file_in_the_place_of_a_folder_to_write_to_is_wrong_usage_that_is_told_before_any_work(string name, params string[] arguments)
    {
        var file = typeof(ExitCodeTests).Assembly.Location;

        var run = await CommandRun.OfAsync([.. arguments.Select(argument => argument == "FILE" ? file : argument), name, file]);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldStartWith($"{name} names '{file}', which is a file; it must name a folder.");
    }

    [Theory]
    [InlineData("import", "FOLDER", "--format", "csv")]
    [InlineData("encode", "--model", "m", "--out", "o", "--in", "FOLDER")]
    public async Task A_folder_in_the_place_of_a_file_to_read_is_called_so(params string[] arguments)
    {
        var folder = AppContext.BaseDirectory;

        var run = await CommandRun.OfAsync([.. arguments.Select(argument => argument == "FOLDER" ? folder : argument)]);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldStartWith($"{folder} is a folder");
    }

    [Fact]
    public async Task Help_lists_the_exit_codes_and_says_where_the_key_comes_from()
    {
        var run = await CommandRun.OfAsync("--help");

        run.ExitCode.ShouldBe(ExitCode.Done);
        run.Out.ShouldContain("the server cannot be reached");
        run.Out.ShouldContain("DEDUP_KEY");
    }
}
