namespace DedupPlatform.Cli.Import;

internal enum ImportFormat
{
    Csv,
    Tsv,
    Ndjson,
    StackExchange,
}
