using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;

namespace DedupPlatform.Training.Pairs;

/// <summary>Reads files of questions: UTF-8, tab-separated; gzipped if the name ends in <c>.gz</c>.</summary>
internal static class QuestionSource
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

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
        await foreach (var line in ReadLinesAsync(path, cancellationToken))
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return line.Split('\t');
            }
        }
    }

    /// <summary>The lines, including blank ones.</summary>
    /// <exception cref="InvalidDataException">
    /// The file cannot be decompressed, or is not UTF-8: what is learned from or measured would be other texts.
    /// </exception>
    public static async IAsyncEnumerable<string> ReadLinesAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var file = File.OpenRead(path);
        using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file, Utf8);
        while (await ReadLineAsync() is { } line)
        {
            yield return line;
        }

        async Task<string?> ReadLineAsync()
        {
            try
            {
                return await reader.ReadLineAsync(cancellationToken);
            }
            catch (DecoderFallbackException fault)
            {
                throw new InvalidDataException($"{path}: holds bytes that are not UTF-8; convert it first, for example by iconv -f windows-1252 -t utf-8.", fault);
            }
            catch (InvalidDataException fault)
            {
                throw new InvalidDataException($"{path}: is cut off or damaged, or no gzip file, as its name says. {fault.Message}", fault);
            }
        }
    }
}
