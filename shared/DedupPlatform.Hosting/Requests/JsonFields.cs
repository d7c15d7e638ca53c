using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using DedupPlatform.Contracts;

namespace DedupPlatform.Hosting;

/// <summary>
/// Reads one JSON object strictly, field by field, and notes every fault instead of stopping at the first: invalid UTF-8, wrong
/// types, fields given twice, unknown fields. A field that is <c>null</c> counts as left out.
/// </summary>
public sealed partial class JsonFields
{
    private const int MaxDepth = 16;
    private const int MaxNameCharacters = 64;
    private const int MostStrings = 10_000;

    private readonly Faults _faults;
    private readonly Dictionary<string, JsonElement> _unread = new(StringComparer.Ordinal);
    private readonly List<string> _known = [];

    private JsonFields(JsonElement json, Faults faults)
    {
        _faults = faults;
        foreach (var field in json.EnumerateObject())
        {
            var name = Try(() => field.Name);
            if (name is null)
            {
                faults.Add(Faults.Whole, "has a field whose name holds half of a surrogate pair; send whole characters");
            }
            else if (!_unread.TryAdd(name, field.Value))
            {
                faults.Add(Shortened(name), "is given twice; send it once");
            }
        }
    }

    /// <summary>Reads an object whose fields are all known. A leading byte order mark is skipped.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="faults">Receives everything that is wrong with them.</param>
    /// <param name="read">Reads the fields; what it does not read is not known.</param>
    /// <returns>
    /// What <paramref name="read"/> made of it, faults or not, so that it can be judged further; <see langword="null"/>, and a fault of the
    /// input as a whole, if this is not one JSON object.
    /// </returns>
    public static T? Read<T>(ReadOnlyMemory<byte> utf8, Faults faults, Func<JsonFields, T> read)
        where T : class
    {
        using var json = Parse(utf8, faults);
        if (json is null)
        {
            return null;
        }

        var fields = new JsonFields(json.RootElement, faults);
        var value = read(fields);
        fields.RefuseOthers();
        return value;
    }

    /// <summary>Reads a string; <see langword="null"/> if it is left out or at fault.</summary>
    public string? ReadString(string name) => Take(name) is { } field ? Text(name, field) : null;

    /// <summary>
    /// Reads a whole number, written without a fraction or exponent. One that 64 bits cannot hold is read as the nearest that they can: its
    /// range is for the caller to judge.
    /// </summary>
    public long? ReadInteger(string name) => Take(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } field when field.TryGetInt64(out var number) => number,
        { ValueKind: JsonValueKind.Number } field when field.GetRawText() is var text && text.AsSpan().IndexOfAny('.', 'e', 'E') < 0 =>
            text.StartsWith('-') ? long.MinValue : long.MaxValue,
        { } field => Wrong<long>(name, field, "a whole number such as 42"),
    };

    /// <summary>Reads a finite number.</summary>
    public double? ReadNumber(string name) => Take(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } field when field.TryGetDouble(out var number) && double.IsFinite(number) => number,
        { } field => Wrong<double>(name, field, "a number such as 0.8"),
    };

    /// <summary>Reads <c>true</c> or <c>false</c>.</summary>
    public bool? ReadBoolean(string name) => Take(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } field => Wrong<bool>(name, field, "true or false"),
    };

    /// <summary>Reads an array of strings. A faulty element is noted as <c>name[index]</c>.</summary>
    internal IReadOnlyList<string>? ReadStrings(string name)
    {
        if (Take(name) is not { } field)
        {
            return null;
        }

        if (field.ValueKind != JsonValueKind.Array)
        {
            _faults.Add(name, $"must be an array of strings, was {Describe(field)}");
            return null;
        }

        // Far more than any limit allows: the rest only counts.
        return [.. field.EnumerateArray().Select((element, i) => i < MostStrings ? Text($"{name}[{i}]", element) ?? "" : "")];
    }

    /// <summary>Reads an ISO 8601 date and time; one without an offset counts as UTC.</summary>
    internal DateTimeOffset? ReadDate(string name)
    {
        if (Take(name) is not { } field)
        {
            return null;
        }

        if (field.ValueKind != JsonValueKind.String)
        {
            return Wrong<DateTimeOffset>(name, field, "an ISO 8601 date such as \"2024-05-01T12:30:00Z\"");
        }

        if (Text(name, field) is not { } text)
        {
            return null;
        }

        if (Date(field) is { } date)
        {
            return date;
        }

        if (OffsetWithoutColon().Match(text) is { Success: true } match)
        {
            using var standard = JsonDocument.Parse($"\"{match.Groups[1]}:{match.Groups[2]}\"");
            if (Date(standard.RootElement) is { } dateWithColon)
            {
                return dateWithColon;
            }
        }

        _faults.Add(name, "must be an ISO 8601 date such as 2024-05-01T12:30:00Z or 2024-05-01T12:30:00+02:00");
        return null;
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> utf8, Faults faults)
    {
        utf8 = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        if (!Utf8.IsValid(utf8.Span))
        {
            faults.Add(Faults.Whole, "is not valid UTF-8; send JSON encoded as UTF-8");
            return null;
        }

        try
        {
            var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            faults.Add(Faults.Whole, $"must be one JSON object, was {Describe(document.RootElement)}");
            document.Dispose();
        }
        catch (JsonException exception)
        {
            // In an upload each line is JSON by itself, and its number is told elsewhere.
            var line = utf8.Span.Contains((byte)'\n') ? $"line {exception.LineNumber + 1}, " : "";
            faults.Add(Faults.Whole,
                $"is not one JSON object of at most {MaxDepth} levels: the fault is at {line}byte {exception.BytePositionInLine + 1}");
        }

        return null;
    }

    /// <summary>Adds a fault for every field that was given but never read, with the names of the known ones.</summary>
    private void RefuseOthers()
    {
        var fault = $"is not a known field; known are {string.Join(", ", _known)}";
        foreach (var name in _unread.Keys)
        {
            _faults.Add(Shortened(name), fault);
        }
    }

    private static DateTimeOffset? Date(JsonElement field) =>
        !field.TryGetDateTime(out var local) ? null
        : local.Kind == DateTimeKind.Unspecified ? new DateTimeOffset(local, TimeSpan.Zero)
        : field.TryGetDateTimeOffset(out var date) ? date
        : null;

    // As %z of strftime writes it; JSON's own form of a date has the colon.
    [GeneratedRegex(@"^([0-9-]+T[0-9:.]+[+-][0-9]{2})([0-9]{2})\z")]
    private static partial Regex OffsetWithoutColon();

    private JsonElement? Take(string name)
    {
        _known.Add(name);
        return _unread.Remove(name, out var field) && field.ValueKind != JsonValueKind.Null ? field : null;
    }

    private string? Text(string name, JsonElement field)
    {
        if (field.ValueKind != JsonValueKind.String)
        {
            _faults.Add(name, $"must be a string, was {Describe(field)}");
            return null;
        }

        var text = Try(field.GetString);
        if (text is null)
        {
            _faults.Add(name, "holds half of a surrogate pair, such as \\ud800 alone; send whole characters");
        }

        return text;
    }

    private T? Wrong<T>(string name, JsonElement field, string expected)
        where T : struct
    {
        _faults.Add(name, $"must be {expected}, was {Describe(field)}");
        return null;
    }

    // The escapes of a string are not checked before it is read.
    private static string? Try(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number when element.GetRawText() is { Length: <= 20 } number => number,
        JsonValueKind.Number => "a number",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    private static string Shortened(string name) =>
        name.Length <= MaxNameCharacters ? name : string.Concat(name.AsSpan(0, MaxNameCharacters - 1), "…");
}
