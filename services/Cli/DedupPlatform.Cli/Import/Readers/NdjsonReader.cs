using System.Runtime.CompilerServices;
using System.Text.Json;
using DedupPlatform.Cli.Input;

namespace DedupPlatform.Cli.Import.Readers;

/// <summary>Reads one JSON object per line, including a file of rejected rows that somebody has corrected.</summary>
internal sealed class NdjsonReader(LineReader lines, QuestionLine questions, Action<string> say)
{
    private const string RowAlone = "the text in \"row\" is not read, because it may be cut, or the names of its columns stand elsewhere; "
        + "put a question, its text without HTML, such as \"question\":{\"id\":\"7\",\"title\":\"…\"} in its place, or mend the file that it comes from";

    private const string OneLine = "each object has to be on a line of its own; "
        + "jq -c '.[]' makes a line of each object in an array, jq -c . of each that stands alone";

    private bool _saidUnused;

    public async IAsyncEnumerable<ImportRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await lines.ReadAsync(cancellationToken) is { } line)
        {
            if (!line.IsBlank)
            {
                yield return ReadRow(line);
            }
        }
    }

    private ImportRow ReadRow(Line line)
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
                return ImportRow.Unreadable(line, $"the row is {json.RootElement.ValueKind} in JSON; it must be an object; {OneLine}");
            }

            // Elsewhere a question may be an object of the platform's own.
            var isRejected = row.TryGetProperty(RejectedFile.Errors, out _) || row.TryGetProperty(RejectedFile.Line, out _);
            return isRejected && row.TryGetProperty(RejectedFile.Question, out var rejected) && rejected.ValueKind == JsonValueKind.Object
                ? ReadQuestion(line, rejected, isText: true)
                : ReadQuestion(line, row);
        }
        catch (JsonException exception)
        {
            return ImportRow.Unreadable(line, $"the row is not one JSON object, the fault is at byte {exception.BytePositionInLine + 1}; {OneLine}");
        }
        catch (InvalidOperationException)
        {
            return ImportRow.Unreadable(line, "the row has a field whose name holds half of a surrogate pair");
        }
    }

    private ImportRow ReadQuestion(Line line, JsonElement question, bool isText = false)
    {
        var properties = question.EnumerateObject().ToList();
        var names = properties.ConvertAll(property => property.Name);
        var assigned = FieldNames.Assign(names);
        if (assigned.Values.Select(position => names[position]).FirstOrDefault(IsGivenTwice) is { } twice)
        {
            return ImportRow.Unreadable(line, $"{twice} is given twice");
        }

        var values = new Dictionary<string, FieldValue>();
        foreach (var (field, position) in assigned)
        {
            if (FieldValue.OfJson(field, properties[position].Value) is { } value)
            {
                values.Add(field, value);
            }
        }

        if (!values.ContainsKey(FieldNames.Title) && question.TryGetProperty(RejectedFile.Row, out var text) && text.ValueKind == JsonValueKind.String)
        {
            return ImportRow.Unreadable(line with { Text = text.GetString()! }, RowAlone);
        }

        if (!isText && !assigned.ContainsKey(FieldNames.Title))
        {
            return ImportRow.Unreadable(
                line, $"no field holds the title; the row names: {Words.Short(string.Join(", ", names))}; name one of them title, question or text");
        }

        SayUnused(names, assigned);
        return questions.Write(line, values, isText);

        bool IsGivenTwice(string name) => names.Count(other => other.Equals(name, StringComparison.OrdinalIgnoreCase)) > 1;
    }

    private void SayUnused(List<string> names, IReadOnlyDictionary<string, int> assigned)
    {
        if (!_saidUnused && FieldNames.Unused(names, assigned).Except(RejectedFile.Marks).ToList() is { Count: > 0 } unused)
        {
            _saidUnused = true;
            say(FieldNames.Warning("Fields", unused));
        }
    }
}
