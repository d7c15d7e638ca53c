using System.CommandLine;
using System.Reflection;

namespace DedupPlatform.Cli.Demo;

/// <summary><c>dedup demo</c>.</summary>
internal static class DemoCommand
{
    public static Command Create(Terminal terminal)
    {
        var url = CommonOptions.Url();
        var all = new Option<bool>("--all") { Description = "Show every miss and every false alarm, not only the first of them." };
        var command = new Command(
            "demo",
            "Imports a few hundred questions into the site demo and shows which repetitions are found, and which traps work. It takes Standalone: "
            + "no other server can tell when they are searchable.")
        {
            url, all,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var questions = Open("questions.tsv");
            using var checks = Open("checks.tsv");
            var run = new DemoRun(parsed.GetRequiredValue(url), parsed.GetValue(all), terminal);
            return await run.RunAsync(questions, checks, cancellationToken);
        });
        return command;
    }

    private static Stream Open(string name) => Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
}
