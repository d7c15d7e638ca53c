using DedupPlatform.Cli.Client;
using Spectre.Console;

namespace DedupPlatform.Cli.Check;

internal static class CandidateTable
{
    public static void Show(CheckAnswer answer, string site, Terminal terminal)
    {
        if (answer.Candidates.Count == 0)
        {
            terminal.Print($"No stored question in the site {site} reaches a similarity of {answer.Threshold:0.000} ({answer.Model}).");
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("similarity", "probability", "id", "title", "url");
        foreach (var found in answer.Candidates)
        {
            table.AddRow(
                Terminal.Cell($"{found.Similarity:0.000}"),
                Terminal.Cell($"{found.Probability:P0}"),
                Terminal.Cell(found.Id),
                Terminal.Cell(found.Title),
                Terminal.Cell(found.Url ?? ""));
        }

        terminal.Show(table);
    }
}
