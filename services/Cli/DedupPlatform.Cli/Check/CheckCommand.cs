using System.CommandLine;
using System.Globalization;
using DedupPlatform.Cli.Client;

namespace DedupPlatform.Cli.Check;

/// <summary><c>dedup check</c>.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var title = new Argument<string>("question") { Description = "The question in one sentence; - reads it from standard input." };
        var body = new Option<string?>("--body") { Description = "Its details, for a service with Encoder:ReadBody.", HelpName = "text" };
        var site = CommonOptions.Site("The site to search.");
        var url = CommonOptions.Url();
        var limit = CommonOptions.Maybe<int>("--limit", "count", "a whole number", TryParseCount);
        limit.Description = "The most candidates to show; by default the server's choice.";
        var threshold = CommonOptions.Maybe<double>("--threshold", "similarity", "a number", CommonOptions.TryParseNumber);
        threshold.Description = "The least similarity to show, 0 to 1; by default what the server has for the site.";
        var exclude = new Option<string?>("--exclude") { Description = "The id of a stored question to leave out.", HelpName = "id" };
        var json = new Option<bool>("--json") { Description = "Print the server's answer as it came." };

        var command = new Command("check", "Shows the stored questions that mean the same. Exits with 0 whether there are any or not.")
        {
            title, body, site, url, limit, threshold, exclude, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = new DedupClient(parsed.GetRequiredValue(url));
            var question = new CheckRequest(await ReadTitleAsync(parsed.GetRequiredValue(title), terminal, cancellationToken))
            {
                Site = parsed.GetValue(site),
                Body = parsed.GetValue(body),
                Limit = parsed.GetValue(limit),
                Threshold = parsed.GetValue(threshold),
                ExcludeId = parsed.GetValue(exclude),
            };
            var answer = await client.CheckAsync(question, cancellationToken);
            var found = client.ReadCheck(answer);
            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(answer);
            }
            else
            {
                CandidateTable.Show(found, parsed.GetRequiredValue(site), terminal);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<string> ReadTitleAsync(string title, Terminal terminal, CancellationToken cancellationToken)
    {
        if (title != "-")
        {
            return title;
        }

        using var input = new StreamReader(terminal.Input);
        return (await input.ReadToEndAsync(cancellationToken).WaitAsync(cancellationToken)).Trim();
    }

    private static bool TryParseCount(string text, out int count) => int.TryParse(text, CultureInfo.InvariantCulture, out count);
}
