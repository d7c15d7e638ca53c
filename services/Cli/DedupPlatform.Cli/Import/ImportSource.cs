using System.IO.Compression;
using DedupPlatform.Cli.Import.Readers;

namespace DedupPlatform.Cli.Import;

/// <summary>The open input of an import: a file or standard input, compressed with gzip or not.</summary>
internal sealed class ImportSource : IDisposable
{
    public const string StandardInput = "-";

    private readonly Stream _raw;
    private readonly LineReader _lines;
    private readonly ImportFormat _format;

    public ImportSource(Stream raw, ImportFormat format)
    {
        _raw = raw;
        _lines = new LineReader(IsCompressed(raw) ? new GZipStream(raw, CompressionMode.Decompress) : raw);
        _format = format;
    }

    /// <summary>The bytes of the input, or <see langword="null"/> where nobody knows.</summary>
    public long? Length => _raw.CanSeek ? _raw.Length : null;

    public long Position => _raw.CanSeek ? _raw.Position : 0;

    public static ImportSource Open(string path, ImportFormat? format, Terminal terminal)
    {
        try
        {
            var known = format ?? FormatOf(path);
            return new ImportSource(path == StandardInput ? terminal.Input : File.OpenRead(path), known);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCode.Usage, $"{path} cannot be read: {exception.Message}", exception);
        }
    }

    public IAsyncEnumerable<ImportRow> ReadAsync(QuestionLine questions, CancellationToken cancellationToken) => _format switch
    {
        ImportFormat.Csv => DelimitedReader.Csv(_lines, questions).ReadAsync(cancellationToken),
        ImportFormat.Tsv => DelimitedReader.Tsv(_lines, questions).ReadAsync(cancellationToken),
        ImportFormat.Ndjson => NdjsonReader.ReadAsync(_lines, questions, cancellationToken),
        _ => new StackExchangeReader(_lines, questions).ReadAsync(cancellationToken),
    };

    public void Dispose() => _lines.Dispose();

    private static ImportFormat FormatOf(string path)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".csv" => ImportFormat.Csv,
            ".tsv" or ".tab" => ImportFormat.Tsv,
            ".ndjson" or ".jsonl" => ImportFormat.Ndjson,
            ".xml" => ImportFormat.StackExchange,
            _ => throw new CommandFailedException(
                ExitCode.Usage,
                $"The name {path} does not tell a format; add --format csv, tsv, ndjson or stackexchange."),
        };
    }

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
