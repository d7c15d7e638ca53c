using System.Security.Cryptography;
using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.Evaluating;

/// <summary>Draws unjudged questions from a file: UTF-8, tab-separated, with the header <c>text source</c> or <c>text</c>; gzipped if its name ends in <c>.gz</c>.</summary>
public static class Distractors
{
    /// <summary>Draws questions: the same ones from the same file each time, whatever the order of its lines.</summary>
    /// <param name="path">The file.</param>
    /// <param name="count">How many; fewer if the file has fewer.</param>
    /// <param name="withoutSources">Sources whose questions are left out, such as that of the judged pairs: they may hold unjudged duplicates.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidDataException">The file does not start with such a header, or has no question of a source that is to be left out.</exception>
    public static async Task<IReadOnlyList<string>> DrawAsync(
        string path, int count, IReadOnlyCollection<string> withoutSources, CancellationToken cancellationToken = default)
    {
        // Questions of equal keys have one number, and the same of them is kept in any order of the lines.
        var drawn = new Dictionary<ulong, string>();
        var last = new PriorityQueue<ulong, ulong>();
        var unmet = withoutSources.ToHashSet();
        await foreach (var cells in QuestionSource.ReadQuestionsAsync(path, cancellationToken))
        {
            if (cells.Length > 1 && withoutSources.Contains(cells[1]))
            {
                unmet.Remove(cells[1]);
            }
            else if (!string.IsNullOrWhiteSpace(cells[0]))
            {
                var number = Draw(cells[0]);
                if (drawn.TryAdd(number, cells[0]))
                {
                    last.Enqueue(number, ulong.MaxValue - number);
                }
                else if (string.CompareOrdinal(cells[0], drawn[number]) < 0)
                {
                    drawn[number] = cells[0];
                }

                if (drawn.Count > count)
                {
                    drawn.Remove(last.Dequeue());
                }
            }
        }

        if (unmet.Count > 0)
        {
            throw new InvalidDataException($"{path}: no question has the source {string.Join(", ", unmet.Select(source => $"'{source}'"))}, which was to be left out.");
        }

        return [.. drawn.OrderBy(entry => entry.Key).Select(entry => entry.Value)];
    }

    // A number that looks random and depends only on the question.
    private static ulong Draw(string text) => BitConverter.ToUInt64(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(QuestionKey.Of(text))));
}
