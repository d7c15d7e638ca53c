namespace DedupPlatform.Cli.Demo;

/// <param name="Field">What the question is about.</param>
/// <param name="Kind">What it tries.</param>
/// <param name="Question">What is asked.</param>
/// <param name="Expected">The stored question it is about; empty where there is none.</param>
internal sealed record DemoCheck(string Field, DemoKind Kind, string Question, string Expected)
{
    /// <summary>Reads <c>field, kind, question, expected</c>, separated by tabs, under a header.</summary>
    public static async Task<IReadOnlyList<DemoCheck>> ReadAsync(Stream checks, CancellationToken cancellationToken)
    {
        using var text = new StreamReader(checks);
        var lines = (await text.ReadToEndAsync(cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Skip(1).Select(Parse)];
    }

    private static DemoCheck Parse(string line)
    {
        var cells = line.TrimEnd('\r').Split('\t');
        return new DemoCheck(cells[0], Enum.Parse<DemoKind>(cells[1], ignoreCase: true), cells[2], cells[3]);
    }
}
