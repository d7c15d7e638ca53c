namespace DedupPlatform.Cli.Quality;

/// <summary>The table of an evaluation as a Markdown file.</summary>
internal static class EvaluationMarkdown
{
    public static void Write(string path, Evaluation evaluation, IReadOnlyList<Scorer> scorers)
    {
        var sections = evaluation.ToSections();
        string[] lines =
        [
            Line("", scorers.Select(scorer => scorer.Name)),
            Line("---", scorers.Select(_ => "---:")),
            .. sections.SelectMany(section => section.Rows.Select(row => Line(row.Name.Trim(), row.Cells))
                .Prepend(Line($"**{section.Title}**", scorers.Select(_ => "")))),
            "",
            .. sections.Select(section => $"- {section.Title}. {section.Note}"),
        ];
        UserFiles.Use(() => File.WriteAllLines(path, lines));
    }

    private static string Line(string name, IEnumerable<string> cells) => $"| {string.Join(" | ", cells.Prepend(name))} |";
}
