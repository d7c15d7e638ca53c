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
            table.AddColumn(new TableColumn(new Text(scorer.Name)).RightAligned());
        }

        var sections = evaluation.ToSections();
        foreach (var section in sections)
        {
            table.AddRow(new Text(section.Title));
            foreach (var row in section.Rows)
            {
                table.AddRow([new Text("  " + row.Name), .. row.Cells.Select(cell => new Text(cell))]);
            }
        }

        terminal.Show(table);
        foreach (var section in sections)
        {
            terminal.Out.WriteLine($"{section.Title}. {section.Note}");
        }
    }
}
