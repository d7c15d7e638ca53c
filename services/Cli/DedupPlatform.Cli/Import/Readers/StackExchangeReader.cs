using System.Runtime.CompilerServices;
using System.Xml;
using DedupPlatform.Cli.Input;

namespace DedupPlatform.Cli.Import.Readers;

/// <summary>
/// Reads the questions of a Stack Exchange dump's <c>Posts.xml</c>. Every <c>&lt;row/&gt;</c> is parsed on its own, so that a broken
/// one does not end the file.
/// </summary>
internal sealed class StackExchangeReader(LineReader lines, QuestionLine questions)
{
    // An attribute value cannot contain this, as "<" is escaped in it.
    private const string RowStart = "<row ";
    private const string End = "</posts>";
    private const string Question = "1";

    // Dumps hold control characters as references, which XML 1.0 does not allow.
    private static readonly XmlReaderSettings Settings = new() { CheckCharacters = false, DtdProcessing = DtdProcessing.Prohibit };

    private readonly PostText _text = new();

    public async IAsyncEnumerable<ImportRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (isOpen, last) = (false, 0L);
        while (await lines.ReadAsync(cancellationToken) is { } line)
        {
            last = line.Number;
            if (!line.IsCut)
            {
                isOpen = (isOpen || line.Text.Contains("<posts", StringComparison.Ordinal)) && !line.Text.Contains(End, StringComparison.Ordinal);
            }

            var parts = line.Text.Split(RowStart);
            if (line.Fault is { } fault || !IsFrame(parts[0]))
            {
                yield return ImportRow.Unreadable(line, line.Fault ?? "this is not a <row .../> of a Posts.xml");
                continue;
            }

            foreach (var part in parts.Skip(1))
            {
                if (ReadRow(line with { Text = RowStart + part }) is { } row)
                {
                    yield return row;
                }
            }
        }

        if (isOpen)
        {
            throw new UnreadableInputException(
                last, new EndOfStreamException($"It ends without {End}, so it was cut off. Get the whole file and import it again."));
        }
    }

    private static bool IsFrame(string text) => text.AsSpan().Trim() is var rest
        && (rest.IsEmpty || rest.StartsWith("<?") || rest.StartsWith("<posts") || rest.StartsWith("</posts"));

    /// <summary>The question of a row, or <see langword="null"/> for an answer or another kind of post.</summary>
    private ImportRow? ReadRow(Line line)
    {
        Dictionary<string, string> row;
        try
        {
            row = Attributes(line.Text);
        }
        catch (XmlException exception)
        {
            // Its line is that of the row, which is always 1.
            var place = $" Line {exception.LineNumber}, position {exception.LinePosition}.";
            return ImportRow.Unreadable(line, $"the row is not XML: {exception.Message.Replace(place, "", StringComparison.Ordinal)}");
        }

        return row.GetValueOrDefault("PostTypeId") switch
        {
            Question when !PostText.CanRead(row.GetValueOrDefault("Body", "")) => ImportRow.Unreadable(line, "the mark-up of the body nests too deeply"),
            Question => questions.Write(line, Fields(row), isText: true),
            null => ImportRow.Unreadable(line, "the row has no PostTypeId"),
            _ => null,
        };
    }

    private static Dictionary<string, string> Attributes(string text)
    {
        text = text.Replace(End, "", StringComparison.Ordinal);
        using var xml = XmlReader.Create(new StringReader(text), Settings);
        var attributes = new Dictionary<string, string>();
        while (xml.Read())
        {
            if (xml.Depth > 0)
            {
                throw new XmlException("A row has attributes and no content.");
            }

            while (xml.MoveToNextAttribute())
            {
                attributes.Add(xml.Name, xml.Value);
            }
        }

        return attributes;
    }

    private Dictionary<string, FieldValue> Fields(Dictionary<string, string> row)
    {
        var fields = new Dictionary<string, FieldValue>
        {
            [FieldNames.Title] = new(PostText.CleanTitle(row.GetValueOrDefault("Title", ""))),
        };
        Add(FieldNames.Id, row.GetValueOrDefault("Id"));
        Add(FieldNames.Body, _text.FromHtml(row.GetValueOrDefault("Body", "")));
        Add(FieldNames.Tags, row.GetValueOrDefault("Tags"));
        Add(FieldNames.CreatedAt, row.GetValueOrDefault("CreationDate"));
        return fields;

        void Add(string field, string? value)
        {
            if (FieldValue.OfCell(field, value ?? "") is { } present)
            {
                fields.Add(field, present);
            }
        }
    }
}
