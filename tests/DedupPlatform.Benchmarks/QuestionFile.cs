using System.IO.Compression;

namespace DedupPlatform.Benchmarks;

internal static class QuestionFile
{
    // The services reject a longer one.
    private const int LongestTitle = 300;

    /// <summary>So many titles, evenly spread over a gzipped, tab-separated file with a header line; they are the first column.</summary>
    public static List<string> Read(string file, int count)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        reader.ReadLine();
        var all = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Split('\t', 2)[0] is { Length: > 0 and <= LongestTitle } title)
            {
                all.Add(title);
            }
        }

        var step = Math.Max(1, all.Count / count);
        return [.. Enumerable.Range(0, Math.Min(count, all.Count)).Select(i => all[i * step])];
    }
}
