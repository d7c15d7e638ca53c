namespace DedupPlatform.Cli.Input;

/// <summary>An open text to read, compressed with gzip or not.</summary>
internal sealed class InputFile(Stream raw) : IDisposable
{
    public const string StandardInput = "-";

    public LineReader Lines { get; } = new(raw);

    /// <summary>The size of the input in bytes, or <see langword="null"/> if unknown.</summary>
    public long? Length => raw.CanSeek ? raw.Length : null;

    /// <summary>How many of them have been read; 0 if unknown.</summary>
    public long Position => raw.CanSeek ? raw.Position : 0;

    /// <summary>When the file was last changed, or <see langword="null"/> for an input that is not a file, such as a pipe.</summary>
    public DateTimeOffset? Changed => raw is FileStream { CanSeek: true } file ? File.GetLastWriteTimeUtc(file.SafeFileHandle) : null;

    public static InputFile Open(string path, Terminal terminal)
    {
        if (Directory.Exists(path))
        {
            throw new CommandFailedException(ExitCode.Usage, $"{path} is a folder; name a file in it.");
        }

        try
        {
            return new InputFile(path == StandardInput ? terminal.Input : File.OpenRead(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCode.Usage, $"{path} cannot be read: {exception.Message}", exception);
        }
    }

    public void Dispose() => Lines.Dispose();
}
