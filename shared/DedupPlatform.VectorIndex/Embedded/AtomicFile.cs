using System.Text;

namespace DedupPlatform.VectorIndex.Embedded;

internal static class AtomicFile
{
    /// <summary>Replaces a small file: a reader, even after a crash, sees either the old text or the new one, complete.</summary>
    /// <exception cref="IndexUnavailableException">The file cannot be written right now.</exception>
    public static void Write(string path, string text)
    {
        var temporary = path + ".new";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                file.Write(Encoding.UTF8.GetBytes(text));
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IndexUnavailableException($"'{path}' cannot be written: {exception.Message}", exception);
        }
    }
}
