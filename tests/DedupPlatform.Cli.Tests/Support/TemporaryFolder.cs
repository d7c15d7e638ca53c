using System.IO.Compression;

namespace DedupPlatform.Cli.Tests.Support;

internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dedup-cli-");

    public string this[string name] => Path.Combine(_folder.FullName, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public string WriteCompressed(string name, string text)
    {
        using var file = new GZipStream(File.Create(this[name]), CompressionLevel.Fastest);
        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        return this[name];
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
