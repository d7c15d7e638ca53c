namespace DedupPlatform.Cli.Quality;

/// <summary>The rows of one task in the table of an evaluation, and a note that says what they are.</summary>
internal sealed record ReportSection(string Title, string Note, IReadOnlyList<ReportRow> Rows);

/// <summary>One figure for each scorer.</summary>
internal sealed record ReportRow(string Name, IReadOnlyList<string> Cells)
{
    public static ReportRow Of<T>(string name, IEnumerable<T> figures, Func<T, double?> value) =>
        new(name, [.. figures.Select(figure => $"{value(figure):0.000}")]);

    /// <summary>What the best threshold of each reaches, and which that is.</summary>
    public static ReportRow At<T>(string name, IEnumerable<T> figures, Func<T, CutFigures?> best, Func<CutFigures, double?> value) =>
        new(name, [.. figures.Select(figure => best(figure) is { } cut ? $"{value(cut):0.000} at {cut.Threshold:0.000}" : "none")]);
}
