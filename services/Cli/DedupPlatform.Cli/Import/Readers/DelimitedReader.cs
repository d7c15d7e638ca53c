using System.Runtime.CompilerServices;
using DedupPlatform.Cli.Input;

namespace DedupPlatform.Cli.Import.Readers;

/// <summary>
/// Reads CSV and TSV with a header. If a quote is never closed, or closed in the middle of a field or on another line than its id or title
/// begins, only the line it is on is rejected and the lines after it are read again, so that one stray quote cannot swallow its neighbours.
/// A row takes a limited number of lines, because where every line has a stray quote, that many are read again for each.
/// </summary>
internal sealed class DelimitedReader(LineReader lines, DelimitedRecord record, QuestionLine questions, Action<string> say)
{
    private const int MaxLines = 1_000;

    private static readonly char[] Delimiters = [';', '\t', ','];

    private readonly Stack<Line> _again = new();
    private DelimitedRecord _record = record;
    private IReadOnlyDictionary<string, int> _columns = new Dictionary<string, int>();
    private bool _saidQuotes;

    public static DelimitedReader Csv(LineReader lines, QuestionLine questions, Action<string> say) =>
        new(lines, new DelimitedRecord(',', isQuoted: true), questions, say);

    public static DelimitedReader Tsv(LineReader lines, QuestionLine questions, Action<string> say) =>
        new(lines, new DelimitedRecord('\t', isQuoted: false), questions, say);

    public async IAsyncEnumerable<ImportRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (await ReadHeaderAsync(cancellationToken) is not { } header)
        {
            yield break;
        }

        SayQuotes(header);
        var width = _record.Fields.Count;
        if (Fault(header, width) is { } unreadable)
        {
            throw new CommandFailedException(ExitCode.Usage, $"The first line, which names the columns, cannot be read: {unreadable}.");
        }

        _columns = Columns(_record.Fields);
        while (await ReadRecordAsync(cancellationToken) is { } line)
        {
            if (_record.IsBlank)
            {
                continue;
            }

            SayQuotes(line);
            yield return Fault(line, width) is { } fault ? ImportRow.Unreadable(line, fault) : questions.Write(line, Values());
        }
    }

    // Spreadsheets put between columns what their country does, some below a line such as sep=; and the ending of a file's name is no proof.
    private async ValueTask<Line?> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        var header = await ReadRecordAsync(cancellationToken);
        var text = header?.Text ?? "";
        if (text is ['s', 'e', 'p', '=', var named])
        {
            _record = new DelimitedRecord(named, isQuoted: true);
        }
        else if (_record.Fields.Count == 1 && text.IndexOfAny(Delimiters) >= 0)
        {
            _record = new DelimitedRecord(Delimiters.MaxBy(delimiter => text.AsSpan().Count(delimiter)), isQuoted: true);
            _again.Push(header!.Value);
        }
        else
        {
            return header;
        }

        return await ReadRecordAsync(cancellationToken);
    }

    /// <summary>Fills the record from its lines; returns its first line, with the text of all of them.</summary>
    private async ValueTask<Line?> ReadRecordAsync(CancellationToken cancellationToken)
    {
        Line? first;
        do
        {
            first = await NextAsync(cancellationToken);
        }
        while (first is { IsBlank: true });
        if (first is not { } line)
        {
            return null;
        }

        var taken = new List<Line>();
        _record.Clear();
        _record.Add(line.Text);
        try
        {
            while (_record.IsOpen && _record.Lines < MaxLines && _record.Length < LineReader.MaxLength && await NextAsync(cancellationToken) is { } next)
            {
                taken.Add(next);
                _record.Add(next.Text);
            }
        }
        catch (UnreadableInputException exception)
        {
            // The record is incomplete: once the input is repaired, the import has to continue from its first line.
            throw exception.Beyond(line.Number - 1);
        }

        if (RecordFault is null)
        {
            return taken.Count == 0 ? line : line with
            {
                Text = string.Join('\n', taken.Select(next => next.Text).Prepend(line.Text)),
                IsCut = taken[^1].IsCut,
            };
        }

        for (var i = taken.Count - 1; i >= 0; i--)
        {
            _again.Push(taken[i]);
        }

        return line;
    }

    private async ValueTask<Line?> NextAsync(CancellationToken cancellationToken) =>
        _again.TryPop(out var line) ? line : await lines.ReadAsync(cancellationToken);

    private void SayQuotes(Line line)
    {
        if (!_saidQuotes && _record.HasQuotesAsText)
        {
            _saidQuotes = true;
            say($"Line {line.Number} has a cell in quotes, which tsv takes as text. If they only enclose it, as a spreadsheet's do, "
                + "add --format csv: the first line tells what stands between the columns.");
        }
    }

    private string? Fault(Line line, int width) =>
        line.Fault
        ?? RecordFault
        ?? (_record.Fields.Count != width ? $"the row has {_record.Fields.Count} fields, the header {width}" : null);

    private string? RecordFault =>
        _record.IsOpen ? OpenFault
        : _record.IsBroken ? "a quoted field goes on behind its closing quote (a quote inside a quoted field is written twice)"
        : HasStrayQuote ? "the id or the title goes over several lines, as behind a stray quote (a quote inside a quoted field is written twice); "
            + "the lines below were read as rows of their own"
        : null;

    // In a body, a line break may as well be one of its own.
    private bool HasStrayQuote => HasLines(FieldNames.Id) || HasLines(FieldNames.Title);

    private bool HasLines(string field) =>
        _columns.TryGetValue(field, out var column) && column < _record.Fields.Count && _record.Fields[column].AsSpan().Trim().Contains('\n');

    private string OpenFault =>
        _record.Lines >= MaxLines ? $"a quote is opened and not closed within {MaxLines:N0} lines, the most that a row may take"
        : _record.Length >= LineReader.MaxLength ? $"a quote is opened and not closed within {LineReader.MaxLength:N0} characters, the most that a row may take"
        : "a quote is opened and never closed";

    private IReadOnlyDictionary<string, int> Columns(IReadOnlyList<string> header)
    {
        var columns = FieldNames.Assign(header.Select(name => name.Trim()));
        if (!columns.ContainsKey(FieldNames.Title))
        {
            throw new CommandFailedException(
                ExitCode.Usage,
                $"No column holds the title. The first line names: {Words.Short(string.Join(", ", header))}. Name one of them title, question or text.");
        }

        if (FieldNames.Unused(header, columns) is { Count: > 0 } unused)
        {
            say(FieldNames.Warning("Columns", unused));
        }

        return columns;
    }

    private Dictionary<string, FieldValue> Values()
    {
        var values = new Dictionary<string, FieldValue>();
        foreach (var (field, column) in _columns)
        {
            if (FieldValue.OfCell(field, _record.Fields[column]) is { } value)
            {
                values.Add(field, value);
            }
        }

        return values;
    }
}
