using DedupPlatform.Encoding;

namespace DedupPlatform.Training.Pairs;

/// <summary>Reads and writes judged pairs: UTF-8, tab-separated, no quoting, with the header <c>text_a text_b label</c>; a label is 1 for a duplicate, else 0.</summary>
public static class JudgedPairFile
{
    private const string Header = "text_a\ttext_b\tlabel";
    private const int FaultsShown = 10;

    /// <summary>Reads a whole file; blank lines are skipped.</summary>
    /// <exception cref="InvalidDataException">The file is not valid. The message names the first faults by line and counts the rest.</exception>
    public static async Task<IReadOnlyList<JudgedPair>> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        var pairs = new List<JudgedPair>();
        var faults = new List<string>();
        var number = 0;
        await foreach (var line in QuestionSource.ReadLinesAsync(path, cancellationToken))
        {
            number++;
            if ((number == 1 && line == Header) || string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (number == 1)
            {
                throw new InvalidDataException($"{path}: line 1 must be the header text_a, text_b, label, separated by tabs.");
            }

            var cells = line.Split('\t');
            if (Fault(cells) is { } fault)
            {
                faults.Add($"line {number} {fault}");
            }
            else
            {
                pairs.Add(new JudgedPair(cells[0], cells[1], cells[2] == "1"));
            }
        }

        if (number == 0)
        {
            throw new InvalidDataException($"{path}: is empty; line 1 must be the header text_a, text_b, label, separated by tabs.");
        }

        return faults.Count == 0 ? pairs : throw new InvalidDataException($"{path}: {string.Join("; ", faults.Take(FaultsShown))}"
            + (faults.Count > FaultsShown ? $"; and {faults.Count - FaultsShown} more." : "."));
    }

    /// <summary>Reads a whole file to measure by, which takes duplicates and others.</summary>
    /// <exception cref="InvalidDataException">The file is not valid, or has one label only.</exception>
    public static async Task<IReadOnlyList<JudgedPair>> ReadBothLabelsAsync(string path, CancellationToken cancellationToken = default)
    {
        var pairs = await ReadAsync(path, cancellationToken);
        return pairs.DistinctBy(pair => pair.IsDuplicate).Count() > 1 ? pairs : throw new InvalidDataException($"{path}: both labels, 0 and 1, must occur.");
    }

    /// <summary>Writes a file that <see cref="ReadAsync"/> can read. The file appears only once it is complete.</summary>
    internal static void Write(string path, IEnumerable<JudgedPair> pairs) => AtomicFile.WriteText(
        path, string.Concat(pairs.Select(pair => $"{pair.TextA}\t{pair.TextB}\t{(pair.IsDuplicate ? 1 : 0)}\n").Prepend(Header + "\n")));

    private static string? Fault(string[] cells) => cells switch
    {
        { Length: not 3 } => $"has {cells.Length} columns instead of 3",
        [_, _, not ("0" or "1")] => "has a label other than 0 or 1",
        [var a, var b, _] when string.IsNullOrWhiteSpace(a) || string.IsNullOrWhiteSpace(b) => "has an empty question",
        _ => null,
    };
}
