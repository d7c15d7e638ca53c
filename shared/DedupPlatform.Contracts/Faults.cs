namespace DedupPlatform.Contracts;

/// <summary>Everything that is wrong with one input, field by field, so that its sender learns of all faults at once.</summary>
/// <remarks>Messages say what is wrong and what to send; they never repeat the text of a question.</remarks>
public sealed class Faults
{
    /// <summary>Stands in for a field's name when the input as a whole is at fault.</summary>
    public const string Whole = "$";

    private const int MostFields = 100;
    private const int MostOfField = 10;

    // A broker carries the reason in a header, and a header must fit into one of its frames.
    private const int MostReasonCharacters = 4096;

    private readonly OrderedDictionary<string, List<string>> _messages = new(StringComparer.Ordinal);
    private int _unlisted;

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => _messages.Count > 0;

    /// <summary>Whether something is wrong with this field.</summary>
    public bool Has(string field) => _messages.ContainsKey(field);

    /// <summary>Adds a fault of a field. At most 100 fields, and ten faults of each, are listed; the others are counted.</summary>
    public void Add(string field, string message)
    {
        if (_messages.TryGetValue(field, out var messages) && messages.Count < MostOfField)
        {
            messages.Add(message);
        }
        else if (messages is null && _messages.Count < MostFields)
        {
            _messages.Add(field, [message]);
        }
        else
        {
            _unlisted++;
        }
    }

    /// <summary>Throws if anything is wrong.</summary>
    /// <exception cref="UnprocessableQuestionException">There are faults; its message lists them in at most 4,096 characters.</exception>
    public void ThrowIfAny()
    {
        if (Any)
        {
            var reason = string.Join("; ", Lines());
            throw new UnprocessableQuestionException(reason.Length > MostReasonCharacters ? $"{reason.AsSpan(0, MostReasonCharacters - 1)}…" : reason);
        }
    }

    /// <summary>Field → messages, in the order they were added.</summary>
    public IReadOnlyDictionary<string, string[]> ByField()
    {
        var fields = new OrderedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (field, messages) in _messages)
        {
            fields.Add(field, [.. messages]);
        }

        if (_unlisted > 0)
        {
            fields[Whole] = [.. fields.GetValueOrDefault(Whole, []), _unlisted == 1 ? "and 1 more fault" : $"and {_unlisted} more faults"];
        }

        return fields;
    }

    /// <summary>One line for each message, with the field in front unless the input as a whole is at fault.</summary>
    public IReadOnlyList<string> Lines() =>
        [.. ByField().SelectMany(field => field.Value, (field, message) => field.Key == Whole ? message : $"{field.Key}: {message}")];
}
