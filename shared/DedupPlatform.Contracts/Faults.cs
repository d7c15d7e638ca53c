namespace DedupPlatform.Contracts;

/// <summary>Everything that is wrong with one input, field by field, so that its sender hears of all of it at once.</summary>
/// <remarks>Messages say what is wrong and what to send; they never repeat the text of a question.</remarks>
public sealed class Faults
{
    /// <summary>Stands in for a field's name where the input as a whole is at fault.</summary>
    public const string Whole = "$";

    private const int MostFields = 100;

    private readonly OrderedDictionary<string, List<string>> _messages = new(StringComparer.Ordinal);

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => _messages.Count > 0;

    /// <summary>Whether something is wrong with this field.</summary>
    public bool Has(string field) => _messages.ContainsKey(field);

    /// <summary>Notes what is wrong with a field; beyond 100 fields at fault, further ones are not listed.</summary>
    public void Add(string field, string message)
    {
        if (_messages.TryGetValue(field, out var messages))
        {
            messages.Add(message);
        }
        else if (_messages.Count < MostFields)
        {
            _messages.Add(field, [message]);
        }
    }

    /// <summary>Ends the processing of a message that has faults.</summary>
    /// <exception cref="UnprocessableQuestionException">There are faults; they are its reason.</exception>
    public void ThrowIfAny()
    {
        if (Any)
        {
            throw new UnprocessableQuestionException(string.Join("; ", Lines()));
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
