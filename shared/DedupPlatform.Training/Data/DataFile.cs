using System.Security.Cryptography;

namespace DedupPlatform.Training.Data;

/// <summary>A file that a training read, so that somebody else can tell whether theirs is the same.</summary>
/// <param name="Name">Its name, without the folders it lies in.</param>
/// <param name="Sha256">The SHA-256 of its bytes, in lower-case hexadecimal digits.</param>
public sealed record DataFile(string Name, string Sha256)
{
    /// <summary>Where it was read, as the settings say it: for this run alone, so it is not written down.</summary>
    internal string Path { get; private init; } = "";

    internal static async Task<IReadOnlyList<DataFile>> ReadAsync(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        var files = new List<DataFile>();
        foreach (var path in paths)
        {
            await using var stream = File.OpenRead(path);
            var hash = await SHA256.HashDataAsync(stream, cancellationToken);
            files.Add(new DataFile(System.IO.Path.GetFileName(path), Convert.ToHexStringLower(hash)) { Path = path });
        }

        return files;
    }
}
