using Spectre.Console;

namespace DedupPlatform.Cli.Demo;

/// <summary>Hits, misses and false alarms by field, each failure individually, and what other thresholds would show.</summary>
/// <param name="terminal">Where it goes.</param>
/// <param name="most">The most misses, and the most false alarms, to list individually.</param>
internal sealed class DemoReport(Terminal terminal, int most)
{
    private static readonly double[] Thresholds = [0.5, 0.6, 0.7, 0.8, 0.9];

    public void Show(IReadOnlyList<DemoResult> results)
    {
        var duplicates = results.Count(result => result.Check.Kind == DemoKind.Duplicate);
        terminal.Print(
            "The checks are written to be hard: duplicates share few words with the stored question, traps share many. "
            + $"For {results.Count(result => result.IsFirst)} of {duplicates} duplicates it is the most similar one. "
            + $"At the threshold {results[0].Answer.Threshold:0.000}, the server's:");
        var table = NumberTable("field", "duplicates", "hits", "misses", "traps and new", "false alarms");
        foreach (var field in results.GroupBy(result => result.Check.Field).OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            AddRow(table, field.Key, [.. field]);
        }

        table.AddEmptyRow();
        AddRow(table, "total", results);
        terminal.Show(table);
        ShowEach("Misses", [.. results.Where(result => result.IsMiss)]);
        ShowEach("False alarms", [.. results.Where(result => result.IsFalseAlarm)]);
        terminal.Print($"Beside these, {results.Sum(result => result.Others)} other candidates were shown.");
        ShowThresholds(results);
    }

    private static Table NumberTable(string name, params string[] numbers)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(name);
        foreach (var number in numbers)
        {
            table.AddColumn(number, column => column.RightAligned());
        }

        return table;
    }

    private static void AddRow(Table table, string name, IReadOnlyList<DemoResult> results)
    {
        var duplicates = results.Count(result => result.Check.Kind == DemoKind.Duplicate);
        var numbers = new[]
        {
            duplicates, results.Count(result => result.IsHit), results.Count(result => result.IsMiss),
            results.Count - duplicates, results.Count(result => result.IsFalseAlarm),
        };
        table.AddRow([Terminal.Cell(name), .. numbers.Select(number => Terminal.Cell($"{number}"))]);
    }

    private void ShowThresholds(IReadOnlyList<DemoResult> results)
    {
        terminal.Print("Other thresholds show:");
        var table = NumberTable("threshold", "duplicates", "traps", "new");
        foreach (var threshold in Thresholds)
        {
            table.AddRow([Terminal.Cell($"{threshold}"), .. Enum.GetValues<DemoKind>().Select(kind => Terminal.Cell($"{CountOf(kind, threshold)}"))]);
        }

        terminal.Show(table);

        int CountOf(DemoKind kind, double threshold) => results.Count(result => result.Check.Kind == kind && result.About?.Similarity >= threshold);
    }

    private void ShowEach(string title, IReadOnlyList<DemoResult> results)
    {
        if (results.Count == 0)
        {
            return;
        }

        var which = results.Count > most ? $"{title}: the {most} most similar of {results.Count} (--all shows every one)" : title;
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("similarity", "asked", "stored");
        foreach (var result in results.OrderByDescending(result => result.About?.Similarity).Take(most))
        {
            table.AddRow(
                Terminal.Cell(result.About is { } about ? $"{about.Similarity:0.000}" : "-"),
                Terminal.Cell(result.Check.Question),
                Terminal.Cell(result.About?.Title ?? result.Check.Expected));
        }

        terminal.Print(which);
        terminal.Show(table);
    }
}
