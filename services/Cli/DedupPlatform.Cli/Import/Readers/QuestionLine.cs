using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using DedupPlatform.Cli.Input;

namespace DedupPlatform.Cli.Import.Readers;

/// <summary>Writes the JSON line that is sent for a row, with what the command line adds to it. The server checks the values.</summary>
/// <param name="site">The site of rows that name none.</param>
/// <param name="link">The address of rows that have none, with <c>{id}</c> in place of the id.</param>
/// <param name="revision">The revision of the first row that has none; each further one is newer by one, so that the last row of an id wins.</param>
/// <param name="say">Is told, once, of rows without an id.</param>
/// <param name="isHtml">Whether titles and bodies are HTML, of which the text counts.</param>
internal sealed class QuestionLine(string site, string? link, long revision, Action<string> say, bool isHtml = false)
{
    // Escapes only what JSON needs: the line is never part of a web page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly PostText _html = new();
    private long _revision = revision;
    private bool _saidIds;

    /// <summary>The address of a row, made from its id.</summary>
    public static string Address(string link, string id) => link.Replace("{id}", Uri.EscapeDataString(id), StringComparison.Ordinal);

    /// <param name="line">Where the fields come from.</param>
    /// <param name="fields">The question's fields.</param>
    /// <param name="isText">Its HTML has been replaced by its text already, by the reader, or before it was rejected.</param>
    public ImportRow Write(Line line, Dictionary<string, FieldValue> fields, bool isText = false)
    {
        if (isHtml && !isText && TakeText(fields) is { } fault)
        {
            return ImportRow.Unreadable(line, fault);
        }

        if (!fields.TryGetValue(FieldNames.Id, out var id))
        {
            id = new FieldValue(StableId(fields));
            fields.Add(FieldNames.Id, id);
            SayIds(line);
        }

        fields.TryAdd(FieldNames.Site, new FieldValue(site));
        if (link is not null)
        {
            fields.TryAdd(FieldNames.Url, new FieldValue(Address(link, id.Text)));
        }

        if (!fields.ContainsKey(FieldNames.Revision))
        {
            fields.Add(FieldNames.Revision, FieldValue.OfNumber(_revision++));
        }

        _buffer.Clear();
        using var json = new Utf8JsonWriter(_buffer, Options);
        json.WriteStartObject();
        foreach (var (name, value) in fields)
        {
            json.WritePropertyName(name);
            if (value.Json is null)
            {
                json.WriteStringValue(value.Text);
            }
            else
            {
                json.WriteRawValue(value.Json, skipInputValidation: true);
            }
        }

        json.WriteEndObject();
        json.Flush();
        return new ImportRow { Line = line.Number, Id = id.Text, Json = _buffer.WrittenSpan.ToArray() };
    }

    /// <summary>Replaces HTML by its text; returns what is wrong with it.</summary>
    private string? TakeText(Dictionary<string, FieldValue> fields)
    {
        foreach (var field in (string[])[FieldNames.Title, FieldNames.Body])
        {
            if (fields.GetValueOrDefault(field).Text is not { Length: > 0 } html)
            {
                continue;
            }

            if (!PostText.CanRead(html))
            {
                return $"the mark-up of the {field} nests too deeply";
            }

            fields.Remove(field);
            if (FieldValue.OfCell(field, _html.FromHtml(html)) is { } text)
            {
                fields.Add(field, text);
            }
        }

        return null;
    }

    private void SayIds(Line line)
    {
        if (!_saidIds)
        {
            _saidIds = true;
            say($"Line {line.Number} has no id. Such rows get ids made from their texts: an edit becomes another question, and removals by your own ids do not find them.");
        }
    }

    /// <summary>The same text has the same id in every import, so that importing again changes nothing.</summary>
    private static string StableId(Dictionary<string, FieldValue> fields)
    {
        var text = $"{fields.GetValueOrDefault(FieldNames.Title).Text}\0{fields.GetValueOrDefault(FieldNames.Body).Text}";
        return "text-" + Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }
}
