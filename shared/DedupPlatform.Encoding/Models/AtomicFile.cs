namespace DedupPlatform.Encoding;

internal static class AtomicFile
{
    /// <summary>Writes or replaces a file: a reader, even after a crash, sees either the old file or the new one, complete.</summary>
    public static void Write(string path, Action<FileStream> write)
    {
        var temporary = path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            write(file);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <inheritdoc cref="Write"/>
    public static void WriteText(string path, string text) => Write(path, file => file.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
