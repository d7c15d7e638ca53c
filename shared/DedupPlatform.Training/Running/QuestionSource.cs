using System.IO.Compression;

namespace DedupPlatform.Training.Running;

/// <summary>Reads files of questions: UTF-8, tab-separated, one header line; gzipped where the name ends in <c>.gz</c>.</summary>
internal static class QuestionSource
{
    /// <summary>The cells of each row, the header left out.</summary>
    public static IEnumerable<string[]> ReadRows(string path)
    {
        using var file = File.OpenRead(path);
        using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return line.Split('\t');
            }
        }
    }
}
