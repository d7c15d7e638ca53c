using System.Runtime.CompilerServices;
using System.Text.Json;
using DedupPlatform.Cli.Input;

namespace DedupPlatform.Cli.Import.Readers;

/// <summary>Reads one JSON object per line, including a file of rejected rows that somebody has corrected.</summary>
internal static class NdjsonReader
{
    private const string RowAlone = "the text in \"row\" is not read, because it may be cut, or the names of its columns stand elsewhere; "
        + "put a question, its text without HTML, such as \"question\":{\"id\":\"7\",\"title\":\"…\"} in its place, or mend the file that it comes from";

    public static async IAsyncEnumerable<ImportRow> ReadAsync(
        LineReader lines, QuestionLine questions, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await lines.ReadAsync(cancellationToken) is { } line)
        {
            if (!line.IsBlank)
            {
                yield return ReadRow(line, questions);
            }
        }
    }

    private static ImportRow ReadRow(Line line, QuestionLine questions)
    {
        if (line.Fault is { } fault)
        {
            return ImportRow.Unreadable(line, fault);
        }

        try
        {
            using var json = JsonDocument.Parse(line.Text);
            if (json.RootElement is not { ValueKind: JsonValueKind.Object } row)
            {
                return ImportRow.Unreadable(line, $"the row is {json.RootElement.ValueKind} in JSON; it must be an object (jq -c '.[]' makes a line of each object in an array)");
            }

            if (row.TryGetProperty(RejectedFile.Question, out var rejected) && rejected.ValueKind == JsonValueKind.Object)
            {
                return questions.Write(line, Fields(rejected), isText: true);
            }

            var fields = Fields(row);
            return !fields.ContainsKey(FieldNames.Title) && row.TryGetProperty(RejectedFile.Row, out var text) && text.ValueKind == JsonValueKind.String
                ? ImportRow.Unreadable(line with { Text = text.GetString()! }, RowAlone)
                : questions.Write(line, fields);
        }
        catch (JsonException exception)
        {
            return ImportRow.Unreadable(line, $"the row is not JSON: {exception.Message}");
        }
        catch (InvalidOperationException)
        {
            return ImportRow.Unreadable(line, "the row has a field whose name holds half of a surrogate pair");
        }
    }

    private static Dictionary<string, FieldValue> Fields(JsonElement question)
    {
        var values = new Dictionary<string, FieldValue>();
        foreach (var (field, json) in FieldNames.Assign(question.EnumerateObject().Select(field => (field.Name, field.Value))))
        {
            if (FieldValue.OfJson(field, json) is { } value)
            {
                values.Add(field, value);
            }
        }

        return values;
    }
}
