using System.IO.Compression;

namespace DedupPlatform.Training.Running;

/// <summary>Reads files of questions: UTF-8, tab-separated; gzipped if the name ends in <c>.gz</c>.</summary>
internal static class QuestionSource
{
    /// <summary>The questions of a file whose first column is named <c>text</c>.</summary>
    /// <exception cref="InvalidDataException">The file has no such header.</exception>
    public static IEnumerable<string> ReadQuestions(string path)
    {
        using var rows = ReadRows(path).GetEnumerator();
        if (!rows.MoveNext() || rows.Current[0] != "text")
        {
            throw new InvalidDataException($"{path}: line 1 must be a header whose first column is text, separated by tabs.");
        }

        while (rows.MoveNext())
        {
            yield return rows.Current[0];
        }
    }

    /// <summary>The cells of each row, including the header.</summary>
    public static IEnumerable<string[]> ReadRows(string path)
    {
        using var file = File.OpenRead(path);
        using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        while (reader.ReadLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return line.Split('\t');
            }
        }
    }
}
