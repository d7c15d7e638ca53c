using DedupPlatform.Cli.Import.Readers;
using DedupPlatform.Cli.Input;

namespace DedupPlatform.Cli.Import;

internal static class ImportFormats
{
    public const string Names = "csv, tsv, ndjson or stackexchange";

    public static bool TryParse(string text, out ImportFormat format) =>
        Enum.TryParse(text, ignoreCase: true, out format) && Enum.GetNames<ImportFormat>().Contains(text, StringComparer.OrdinalIgnoreCase);

    /// <summary>The format that is named, or else that a file's name indicates.</summary>
    public static ImportFormat Of(string path, ImportFormat? named)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".7z" or ".zip" or ".tar" or ".tgz" or ".bz2" or ".xz" or ".zst" or ".rar" => throw new CommandFailedException(
                ExitCode.Usage, $"{path} has to be unpacked first; only gzip is read as it is."),
            ".xlsx" or ".xls" or ".ods" => throw new CommandFailedException(ExitCode.Usage, $"{path} is a spreadsheet; save it as CSV in UTF-8 first."),
            _ when named is { } format => format,
            ".csv" => ImportFormat.Csv,
            ".tsv" or ".tab" => ImportFormat.Tsv,
            ".ndjson" or ".jsonl" => ImportFormat.Ndjson,
            ".xml" => ImportFormat.StackExchange,
            ".json" => throw new CommandFailedException(
                ExitCode.Usage, $"{path} has to have each object on a line of its own: if so, add --format ndjson; if it is one array, jq -c '.[]' makes such lines."),
            _ => throw new CommandFailedException(ExitCode.Usage, $"The name {path} does not tell a format; add --format {Names}."),
        };
    }

    public static IAsyncEnumerable<ImportRow> ReadAsync(
        this ImportFormat format, LineReader lines, QuestionLine questions, Action<string> say, CancellationToken cancellationToken) => format switch
    {
        ImportFormat.Csv => DelimitedReader.Csv(lines, questions, say).ReadAsync(cancellationToken),
        ImportFormat.Tsv => DelimitedReader.Tsv(lines, questions, say).ReadAsync(cancellationToken),
        ImportFormat.Ndjson => new NdjsonReader(lines, questions, say).ReadAsync(cancellationToken),
        _ => new StackExchangeReader(lines, questions).ReadAsync(cancellationToken),
    };
}
