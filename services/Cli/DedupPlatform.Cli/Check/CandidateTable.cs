using DedupPlatform.Cli.Server;
using Spectre.Console;

namespace DedupPlatform.Cli.Check;

internal static class CandidateTable
{
    public static void Show(CheckAnswer answer, string site, Terminal terminal)
    {
        if (answer.Candidates.Count == 0)
        {
            terminal.Out.WriteLine($"No stored question in the site {site} reaches a similarity of {answer.Threshold:0.000} ({answer.Model}).");
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("similarity", "probability", "id", "title", "url");
        foreach (var found in answer.Candidates)
        {
            table.AddRow(
                new Text($"{found.Similarity:0.000}"),
                new Text($"{found.Probability:P0}"),
                Plain(found.Id),
                Plain(found.Title),
                Plain(found.Url ?? ""));
        }

        terminal.Show(table);
    }

    private static Text Plain(string text) => new(Words.Plain(text));
}
