using System.Text;

namespace DedupPlatform.Cli.Import.Readers;

/// <summary>
/// Splits one record into its fields, line by line, because a quoted field may contain line breaks (RFC 4180). Strict where it matters:
/// text after a closing quote makes the record broken, which reveals a stray quote.
/// </summary>
/// <param name="delimiter">The character between two fields.</param>
/// <param name="isQuoted">Whether quotes enclose fields; in tab-separated text they are ordinary characters.</param>
internal sealed class DelimitedRecord(char delimiter, bool isQuoted)
{
    private readonly List<string> _fields = [];
    private readonly StringBuilder _field = new();

    public IReadOnlyList<string> Fields => _fields;

    /// <summary>Whether no field holds anything, as in the empty rows of a spreadsheet.</summary>
    public bool IsBlank => !IsOpen && !IsBroken && _fields.TrueForAll(string.IsNullOrWhiteSpace);

    /// <summary>Whether a field is enclosed by quotes that are taken as text.</summary>
    public bool HasQuotesAsText => !isQuoted && _fields.Exists(cell => cell is ['"', .., '"']);

    /// <summary>Whether a quoted field still waits for its closing quote.</summary>
    public bool IsOpen { get; private set; }

    public bool IsBroken { get; private set; }

    /// <summary>The lines taken so far.</summary>
    public int Lines { get; private set; }

    /// <summary>The characters taken so far.</summary>
    public int Length { get; private set; }

    public void Add(string line)
    {
        Lines++;
        Length += line.Length;
        var position = 0;
        if (IsOpen)
        {
            _field.Append('\n');
            position = TakeQuoted(line, position);
        }

        while (!IsOpen && !IsBroken && position <= line.Length)
        {
            // Some write "id, title", with a blank in front of the quote, too.
            var start = position + line.AsSpan(position).IndexOfAnyExcept(' ');
            position = isQuoted && start >= position && line[start] == '"' ? TakeQuoted(line, start + 1) : TakePlain(line, position);
        }
    }

    public void Clear()
    {
        _fields.Clear();
        _field.Clear();
        IsOpen = IsBroken = false;
        Lines = Length = 0;
    }

    private int TakePlain(string line, int start)
    {
        var end = line.IndexOf(delimiter, start);
        end = end < 0 ? line.Length : end;
        _fields.Add(line[start..end]);
        return end + 1;
    }

    private int TakeQuoted(string line, int position)
    {
        while (true)
        {
            var quote = line.IndexOf('"', position);
            IsOpen = quote < 0;
            _field.Append(line, position, (IsOpen ? line.Length : quote) - position);
            if (IsOpen)
            {
                return line.Length;
            }

            position = quote + 1;
            if (position == line.Length || line[position] != '"')
            {
                break;
            }

            _field.Append('"');
            position++;
        }

        _fields.Add(_field.ToString());
        _field.Clear();
        IsBroken = position < line.Length && line[position] != delimiter;
        return position + 1;
    }
}
