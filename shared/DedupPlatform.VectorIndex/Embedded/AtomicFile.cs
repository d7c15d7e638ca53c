using System.Text;

namespace DedupPlatform.VectorIndex.Embedded;

internal static class AtomicFile
{
    /// <summary>Replaces a small file: whoever reads it, even after a crash, sees the old text or the new one, whole.</summary>
    public static void Write(string path, string text)
    {
        var temporary = path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
