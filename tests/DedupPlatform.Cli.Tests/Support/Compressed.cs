using System.IO.Compression;

namespace DedupPlatform.Cli.Tests.Support;

internal static class Compressed
{
    /// <summary>Writes a file compressed with gzip, and returns its path.</summary>
    public static string WriteCompressed(this TemporaryDirectory directory, string name, string text)
    {
        using var file = new GZipStream(File.Create(directory[name]), CompressionLevel.Fastest);
        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        return directory[name];
    }
}
