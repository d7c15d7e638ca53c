using System.Text.Json.Nodes;
using DedupPlatform.Cli.Import.Readers;
using DedupPlatform.Cli.Input;

namespace DedupPlatform.Cli.Tests.Import;

/// <summary>Reads a text as a file of a format.</summary>
public abstract class ReaderTest
{
    internal delegate IAsyncEnumerable<ImportRow> Reader(LineReader lines, QuestionLine questions);

    internal static Task<List<ImportRow>> ReadAsync(Reader reader, string text, string? link = null) =>
        ReadAsync(reader, System.Text.Encoding.UTF8.GetBytes(text), link);

    internal static Task<List<ImportRow>> ReadAsync(Reader reader, byte[] bytes, string? link = null) =>
        ReadAsync(reader, new MemoryStream(bytes), link);

    internal static async Task<List<ImportRow>> ReadAsync(Reader reader, Stream stream, string? link = null)
    {
        using var lines = new LineReader(stream);
        var rows = new List<ImportRow>();
        await foreach (var row in reader(lines, new QuestionLine("site", link, revision: 1, _ => { })))
        {
            rows.Add(row);
        }

        return rows;
    }

    internal static JsonNode Question(ImportRow row)
    {
        row.Fault.ShouldBeNull();
        return JsonNode.Parse(row.Json.Span)!;
    }

    internal static void ShouldBeQuestion(ImportRow row, string expected) =>
        JsonNode.DeepEquals(Question(row), JsonNode.Parse(expected)).ShouldBeTrue(Question(row).ToJsonString());

    internal static string?[] Titles(IEnumerable<ImportRow> rows) => [.. rows.Select(row => row.Fault is null ? Question(row)["title"]!.ToString() : null)];
}
