using Spectre.Console;

namespace DedupPlatform.Cli.Quality;

internal static class EvaluationTable
{
    public static void Show(Evaluation evaluation, IReadOnlyList<Scorer> scorers, Terminal terminal)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("");
        foreach (var scorer in scorers)
        {
            table.AddColumn(new TableColumn(Terminal.Cell(scorer.Name)).RightAligned());
        }

        var sections = evaluation.ToSections();
        foreach (var section in sections)
        {
            table.AddRow(Terminal.Cell(section.Title));
            foreach (var row in section.Rows)
            {
                table.AddRow([Terminal.Cell("  " + row.Name), .. row.Cells.Select(cell => Terminal.Cell(cell))]);
            }
        }

        terminal.Show(table);
        foreach (var section in sections)
        {
            terminal.Print($"{section.Title}. {section.Note}");
        }
    }
}
