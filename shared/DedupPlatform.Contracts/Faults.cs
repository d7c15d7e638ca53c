namespace DedupPlatform.Contracts;

/// <summary>Everything that is wrong with one input, field by field, so that its sender hears of all of it at once.</summary>
/// <remarks>Messages say what is wrong and what to send; they never repeat the text of a question.</remarks>
public sealed class Faults
{
    /// <summary>Stands in for a field's name where the input as a whole is at fault.</summary>
    public const string Whole = "$";

    private const int MostFields = 100;
    private const int MostOfField = 10;

    // A broker carries the reason in a header, and none that is longer than its frames.
    private const int MostReasonCharacters = 4096;

    private readonly OrderedDictionary<string, List<string>> _messages = new(StringComparer.Ordinal);

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => _messages.Count > 0;

    /// <summary>Whether something is wrong with this field.</summary>
    public bool Has(string field) => _messages.ContainsKey(field);

    /// <summary>Notes what is wrong with a field; beyond 100 fields at fault, or ten faults of a field, further ones are not listed.</summary>
    public void Add(string field, string message)
    {
        if (_messages.TryGetValue(field, out var messages))
        {
            if (messages.Count < MostOfField)
            {
                messages.Add(message);
            }
        }
        else if (_messages.Count < MostFields)
        {
            _messages.Add(field, [message]);
        }
    }

    /// <summary>Ends the processing of a message that has faults.</summary>
    /// <exception cref="UnprocessableQuestionException">There are faults; they are its reason, of at most 4,096 characters.</exception>
    public void ThrowIfAny()
    {
        if (Any)
        {
            var reason = string.Join("; ", Lines());
            throw new UnprocessableQuestionException(reason.Length > MostReasonCharacters ? $"{reason.AsSpan(0, MostReasonCharacters - 1)}…" : reason);
        }
    }

    /// <summary>Field → messages, in the order they were noted.</summary>
    public IReadOnlyDictionary<string, string[]> ByField()
    {
        var fields = new OrderedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (field, messages) in _messages)
        {
            fields.Add(field, [.. messages]);
        }

        return fields;
    }

    /// <summary>One line for each message, the field in front.</summary>
    public IReadOnlyList<string> Lines() =>
        [.. _messages.SelectMany(field => field.Value, (field, message) => field.Key == Whole ? message : $"{field.Key}: {message}")];
}
