namespace DedupPlatform.Cli.Quality;

/// <summary>The rows of one task in the table of an evaluation, and a note that says what they are.</summary>
internal sealed record ReportSection(string Title, string Note, IReadOnlyList<ReportRow> Rows);

/// <summary>One figure for each scorer.</summary>
internal sealed record ReportRow(string Name, IReadOnlyList<string> Cells)
{
    public static ReportRow Of<T>(string name, IEnumerable<T> figures, Func<T, double?> value) =>
        new(name, [.. figures.Select(figure => $"{value(figure):0.000}")]);
}
