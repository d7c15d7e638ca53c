using System.Globalization;
using System.Text.Json;

namespace DedupPlatform.Cli.Import.Readers;

/// <summary>The value of one field of a row.</summary>
/// <param name="Text">The value as text.</param>
/// <param name="Json">The value as JSON, unless that is just <paramref name="Text"/> as a string.</param>
internal readonly record struct FieldValue(string Text, string? Json = null)
{
    /// <summary>A cell of a table, in which everything is text; <see langword="null"/> if it stands for no value.</summary>
    public static FieldValue? OfCell(string field, string text) =>
        IsAbsent(text) ? Absent(field)
        // In "title, id", the blank behind the comma is nobody's: the question would get an id that no other call finds.
        : field is FieldNames.Title or FieldNames.Body ? new(text)
        : OfTrimmed(field, text.Trim());

    // Databases write NULL and \N, too.
    private static bool IsAbsent(string text) => text.AsSpan().Trim() is "" or "NULL" or "\\N";

    // Rejecting a question without a title is up to the server.
    private static FieldValue? Absent(string field) => field == FieldNames.Title ? new("") : null;

    private static FieldValue OfTrimmed(string field, string text) => field switch
    {
        FieldNames.Tags => OfTags(TagList.Split(text)),
        FieldNames.CreatedAt => new(IsoDate(text)),
        // 007 and +5 are numbers in a table, but not in JSON.
        FieldNames.Revision when long.TryParse(text, CultureInfo.InvariantCulture, out var revision) => OfNumber(revision),
        _ => new(text),
    };

    public static FieldValue OfNumber(long number) => new("", number.ToString(CultureInfo.InvariantCulture));

    public static FieldValue OfTags(IReadOnlyList<string> tags)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var tag in tags)
            {
                json.WriteStringValue(tag);
            }

            json.WriteEndArray();
        }

        return new("", System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }

    /// <summary>A value that is already JSON is sent as it is, except for an id that is a number, and what tables write in other forms, too.</summary>
    public static FieldValue? OfJson(string field, JsonElement value) => (field, value.ValueKind) switch
    {
        (_, JsonValueKind.Null) => null,
        (FieldNames.Id, JsonValueKind.Number) => new(value.GetRawText()),
        (FieldNames.CreatedAt, JsonValueKind.Number) => OfTrimmed(field, value.GetRawText()),
        (_, JsonValueKind.String) => OfJsonText(field, value),
        _ => new("", value.GetRawText()),
    };

    private static FieldValue? OfJsonText(string field, JsonElement value)
    {
        try
        {
            var text = value.GetString()!;
            return IsAbsent(text) ? Absent(field)
                : field is FieldNames.Tags or FieldNames.CreatedAt or FieldNames.Revision ? OfTrimmed(field, text.Trim())
                : new(text, value.GetRawText());
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: the server will reject it.
            return new("", value.GetRawText());
        }
    }

    // Forums write Unix time, databases and spreadsheets 2024-05-01 12:30:00 with or without UTC or +0200. What is no date is left to the server,
    // and so are twelve digits such as 202405011230: as milliseconds, they would be before any forum.
    private static string IsoDate(string text) => text switch
    {
        { Length: 9 or 10 or 13 } or { Length: 12 } and [> '2', ..] when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var time) =>
            (text.Length < 12 ? DateTimeOffset.FromUnixTimeSeconds(time) : DateTimeOffset.FromUnixTimeMilliseconds(time))
            .ToString("yyyy-MM-ddTHH:mm:ss.FFFZ", CultureInfo.InvariantCulture),
        { Length: > 10 } when text[10] == ' ' =>
            $"{text[..10]}T{text[11..].Replace(" UTC", "Z", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal)}",
        _ => text,
    };
}
