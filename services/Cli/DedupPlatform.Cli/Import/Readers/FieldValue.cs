using System.Globalization;
using System.Text.Json;

namespace DedupPlatform.Cli.Import.Readers;

/// <summary>The value of one field of a row.</summary>
/// <param name="Text">The value as text.</param>
/// <param name="Json">The value as JSON, unless that is just <paramref name="Text"/> as a string.</param>
internal readonly record struct FieldValue(string Text, string? Json = null)
{
    /// <summary>A cell of a table, in which everything is text.</summary>
    public static FieldValue OfCell(string field, string text) =>
        // In "title, id", the blank behind the comma is nobody's: the question would get an id that no other call finds.
        field is QuestionFields.Title or QuestionFields.Body ? new(text) : OfTrimmed(field, text.Trim());

    private static FieldValue OfTrimmed(string field, string text) => field switch
    {
        QuestionFields.Tags => OfTags(TagList.Split(text)),
        // Databases and spreadsheets write 2024-05-01 12:30:00.
        QuestionFields.CreatedAt when text.Length > 10 && text[10] == ' ' => new($"{text[..10]}T{text[11..]}"),
        // 007 and +5 are numbers in a table, but not in JSON.
        QuestionFields.Revision when long.TryParse(text, CultureInfo.InvariantCulture, out var revision) => OfNumber(revision),
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

    /// <summary>A value that is already JSON is sent as it is, except that an id that is a number becomes a string.</summary>
    public static FieldValue OfJson(string field, JsonElement value) =>
        field == QuestionFields.Id && value.ValueKind == JsonValueKind.Number
            ? new(value.GetRawText())
            : new(value.ValueKind == JsonValueKind.String ? TextOf(value) : "", value.GetRawText());

    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: the server will reject it.
            return value.GetRawText();
        }
    }
}
