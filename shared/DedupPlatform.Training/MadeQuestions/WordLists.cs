namespace DedupPlatform.Training.MadeQuestions;

/// <summary>
/// The words for each slot, by its name, read from sections such as <c>[verb: base third past]</c>. Words are separated by semicolons or line
/// ends, a word's forms by <c>|</c>; forms left out at the end repeat the last one given, or take what the header says (<c>[man: name he=he]</c>). <c>[person = man woman]</c> joins slots.
/// </summary>
internal sealed class WordLists
{
    private readonly Dictionary<string, Slot> _slots = [];

    /// <summary>The words that both splits use, such as ways to begin a question, and the split's own.</summary>
    public static WordLists Read(MadeSplit split)
    {
        var wordLists = new WordLists();
        wordLists.Add(Resource.Lines("Words", "both"));
        wordLists.Add(Resource.Lines("Words", split == MadeSplit.Train ? "train" : "dev"));
        wordLists.Add(Resource.Lines("Words", "joined"));
        return wordLists;
    }

    public IReadOnlyDictionary<string, Slot> Slots => _slots;

    public Slot this[string name] => _slots.TryGetValue(name, out var slot) ? slot : throw new InvalidDataException($"No words for the slot '{name}'.");

    public void Add(IEnumerable<string> lines)
    {
        var name = "";
        string[] columns = [];
        var words = new List<IReadOnlyList<string>>();
        foreach (var line in lines.Append("[]"))
        {
            if (line is ['[', .. var header, ']'])
            {
                if (words.Count > 0)
                {
                    Add(name, new Slot([.. columns.Select(column => column.Split('=')[0])], [.. words]));
                    words.Clear();
                }

                if (header.Split(" = ") is [var joined, var parts])
                {
                    Add(joined, Joined(parts.Split(' ')));
                }

                (name, columns) = header.Split(": ") is [var slot, var forms] ? (slot, forms.Split(' ')) : (header, ["word"]);
            }
            else if (line is not ['#', ..])
            {
                words.AddRange(line.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(word => Forms(word, columns)));
            }
        }
    }

    private void Add(string name, Slot slot)
    {
        if (!_slots.TryAdd(name, slot))
        {
            throw new InvalidDataException($"The slot '{name}' is in the word lists twice.");
        }
    }

    private static string[] Forms(string word, string[] columns)
    {
        var given = word.Split('|');
        return given.Length > columns.Length
            ? throw new InvalidDataException($"'{word}' has more forms than {string.Join(' ', columns)}.")
            : [.. columns.Select((column, i) => i < given.Length ? given[i] : column.Split('=') is [_, var fixedForm] ? fixedForm : given[^1])];
    }

    private Slot Joined(string[] parts) => new(this[parts[0]].Columns, [.. parts.SelectMany(part => this[part].Words)]);
}
