using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace DedupPlatform.Training.Pairs;

/// <summary>Reads files of questions: UTF-8, tab-separated; gzipped if the name ends in <c>.gz</c>.</summary>
internal static class QuestionSource
{
    /// <summary>The cells of each row of a file whose first column is named <c>text</c>, without the header.</summary>
    /// <exception cref="InvalidDataException">The file has no such header.</exception>
    public static async IAsyncEnumerable<string[]> ReadQuestionsAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var rows = ReadRowsAsync(path, cancellationToken).GetAsyncEnumerator(cancellationToken);
        if (!await rows.MoveNextAsync() || rows.Current[0] != "text")
        {
            throw new InvalidDataException($"{path}: line 1 must be a header whose first column is text, separated by tabs.");
        }

        while (await rows.MoveNextAsync())
        {
            yield return rows.Current;
        }
    }

    /// <summary>The cells of each row, including the header.</summary>
    public static async IAsyncEnumerable<string[]> ReadRowsAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var file = File.OpenRead(path);
        using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return line.Split('\t');
            }
        }
    }
}
