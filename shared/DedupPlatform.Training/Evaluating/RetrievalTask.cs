using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.Evaluating;

/// <summary>Queries, and the documents to rank for each: all by their places among the texts.</summary>
/// <param name="Texts">Queries and documents.</param>
/// <param name="Queries">Those with at least one relevant document.</param>
public sealed record RetrievalTask(IReadOnlyList<string> Texts, IReadOnlyList<RetrievalQuery> Queries)
{
    // For a large file: enough for a mean with an error of about a hundredth.
    private const int MostQueries = 1000;

    /// <summary>Reads a task, UTF-8, tab-separated, with a header.</summary>
    /// <remarks>
    /// With columns <c>text</c> and <c>intent</c> or <c>group</c>, all other texts are ranked for each text, and those of its group are relevant; in a
    /// large file every n-th text is a query. With columns <c>text_a</c>, <c>text_b</c>, <c>label</c> and <c>orgq_id</c>, the texts b of a query are ranked for its text a, itself left out, and those
    /// of label 1 are relevant.
    /// </remarks>
    /// <exception cref="InvalidDataException">The file has neither form; the message names it and the line.</exception>
    public static async Task<RetrievalTask> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        var lines = await File.ReadAllLinesAsync(path, cancellationToken);
        string[] header = lines is [var first, ..] ? first.Split('\t') : [];
        var rows = Rows(path, lines, header.Length);
        var group = Math.Max(Array.IndexOf(header, "intent"), Array.IndexOf(header, "group"));
        var task = Array.IndexOf(header, "orgq_id") is > 2 and var query && header is ["text_a", "text_b", "label", ..] ? OfJudged(rows, query)
            : group > 0 && header is ["text", ..] ? OfGroups(rows, group)
            : throw new InvalidDataException(
                $"{path}: line 1 must be a header with text and intent or group, or with text_a, text_b, label and orgq_id, separated by tabs.");
        return task.Queries.Count > 0 ? task : throw new InvalidDataException($"{path}: no query has a relevant document.");
    }

    private static List<string[]> Rows(string path, string[] lines, int columns)
    {
        var rows = new List<string[]>();
        foreach (var (index, line) in lines.Index().Skip(1).Where(entry => !string.IsNullOrWhiteSpace(entry.Item)))
        {
            var cells = line.Split('\t');
            rows.Add(cells.Length == columns && !string.IsNullOrWhiteSpace(cells[0]) ? cells
                : throw new InvalidDataException($"{path}: line {index + 1} must have {columns} columns and a text."));
        }

        return rows;
    }

    private static RetrievalTask OfGroups(List<string[]> rows, int group)
    {
        string[][] texts = [.. rows.DistinctBy(cells => QuestionKey.Of(cells[0]))];
        int[] all = [.. Enumerable.Range(0, texts.Length)];
        var places = all.ToLookup(place => texts[place][group]);
        var step = (texts.Length + MostQueries - 1) / MostQueries;
        return new RetrievalTask([.. texts.Select(cells => cells[0])],
        [
            .. all.Where(place => place % step == 0 && places[texts[place][group]].Skip(1).Any())
                .Select(place => new RetrievalQuery(place, all, places[texts[place][group]].Where(other => other != place).ToHashSet())),
        ]);
    }

    private static RetrievalTask OfJudged(List<string[]> rows, int query)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        RetrievalQuery[] queries =
        [
            .. rows.Where(cells => cells[1] != cells[0]).GroupBy(cells => cells[query]).Select(group => new RetrievalQuery(
                Place(group.First()[0]), [.. group.Select(cells => Place(cells[1])).Distinct()], group.Where(cells => cells[2] == "1").Select(cells => Place(cells[1])).ToHashSet())),
        ];
        return new RetrievalTask([.. places.Keys], [.. queries.Where(each => each.Relevant.Count > 0)]);

        int Place(string text)
        {
            places.TryAdd(text, places.Count);
            return places[text];
        }
    }
}
