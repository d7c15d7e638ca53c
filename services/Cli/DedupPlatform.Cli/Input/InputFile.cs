using System.IO.Compression;

namespace DedupPlatform.Cli.Input;

/// <summary>An open text to read, compressed with gzip or not.</summary>
internal sealed class InputFile : IDisposable
{
    public const string StandardInput = "-";

    private readonly Stream _raw;

    public InputFile(Stream raw)
    {
        _raw = raw;
        Lines = new LineReader(IsCompressed(raw) ? new GZipStream(raw, CompressionMode.Decompress) : raw);
    }

    public LineReader Lines { get; }

    /// <summary>The size of the input in bytes, or <see langword="null"/> if unknown.</summary>
    public long? Length => _raw.CanSeek ? _raw.Length : null;

    /// <summary>How many of them have been read; 0 if unknown.</summary>
    public long Position => _raw.CanSeek ? _raw.Position : 0;

    /// <summary>When the file was last changed, or <see langword="null"/> for an input that is not a file.</summary>
    public DateTimeOffset? Changed => _raw is FileStream file ? File.GetLastWriteTimeUtc(file.SafeFileHandle) : null;

    public static InputFile Open(string path, Terminal terminal)
    {
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

    private static bool IsCompressed(Stream raw)
    {
        if (!raw.CanSeek)
        {
            return false;
        }

        var isGzip = raw.ReadByte() == 0x1F && raw.ReadByte() == 0x8B;
        raw.Position = 0;
        return isGzip;
    }
}
