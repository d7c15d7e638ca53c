using System.Text;
using System.Text.Json;

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>A small file that is only read and replaced as a whole.</summary>
internal static class AtomicFile
{
    /// <summary>Replaces the file: a reader, even after a crash, sees either the old text or the new one, complete.</summary>
    /// <exception cref="IndexUnavailableException">The file cannot be written right now.</exception>
    public static void Write(string path, string text) => DiskFaults.Wrap(path, "written", () =>
    {
        var temporary = path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    });

    /// <summary>What the file says; the default value if it, or its folder, is gone.</summary>
    /// <exception cref="IndexUnavailableException">The file cannot be read right now, or is damaged.</exception>
    public static T? Read<T>(string path, Func<string, T?> parse) => DiskFaults.Wrap(path, "read", () =>
    {
        try
        {
            return parse(File.ReadAllText(path));
        }
        catch (Exception absence) when (absence is FileNotFoundException or DirectoryNotFoundException)
        {
            return default;
        }
        catch (Exception damage) when (damage is JsonException or FormatException or OverflowException)
        {
            throw OpenFaults.Damaged(path, damage);
        }
    });
}
