using System.IO.Compression;

namespace DedupPlatform.Benchmarks;

internal static class QuestionFile
{
    /// <summary>So many questions, evenly spread over a gzipped, tab-separated file with a header line; the first column is the text.</summary>
    public static List<string> Read(string file, int count)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        reader.ReadLine();
        var all = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            all.Add(line[..(line.IndexOf('\t', StringComparison.Ordinal) is >= 0 and var end ? end : line.Length)]);
        }

        var step = Math.Max(1, all.Count / count);
        return [.. Enumerable.Range(0, Math.Min(count, all.Count)).Select(i => all[i * step])];
    }
}
