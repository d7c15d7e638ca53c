using System.Text.RegularExpressions;

namespace DedupPlatform.Training.MadeQuestions;

/// <summary>
/// Small changes to the meaning of real questions: another number, another country, the opposite, a negation, the other direction, the roles of two names
/// swapped, "some" for "all", "or" for "and", "she" for "he", "did" for "will", "when" for "how". If the question has a duplicate, what is exchanged must
/// occur in both (except in a negation or a direction), since a detail that only one of them names does not set them apart.
/// </summary>
/// <remarks>Contrast sets (Gardner et al., Findings of EMNLP 2020, arXiv:2004.02709), made by rules instead of by hand.</remarks>
internal sealed partial class QuestionChanges
{
    private static readonly string[] Entities =
    [
        "animal", "app", "city", "code", "company", "country", "currency", "fame", "food", "illness", "language", "profession", "program", "school", "subject", "unit",
    ];

    // Two forms of a slot that replace each other.
    internal static readonly (string Kind, string Slot, string One, string Other)[] Exchanges =
    [
        ("antonym", "opposite", "one", "other"), ("antonym", "extreme", "up", "down"), ("antonym", "comp", "more", "less"), ("antonym", "trait", "adj", "opposite"),
        ("antonym", "toggle", "on", "off"), ("quantifier", "quantifier", "one", "other"), ("gender", "gender", "one", "other"), ("tense", "tense", "one", "other"),
    ];

    // What is left of can't and won't without their n't.
    private static readonly Dictionary<string, string> Whole = new(StringComparer.OrdinalIgnoreCase) { ["ca"] = "can", ["wo"] = "will" };

    // Neither "why" nor "where" for "how", nor the reverse (but "why do I" for "how do I"): most pairs of Quora's questions that differ in this are judged duplicates.
    private static readonly Dictionary<string, string[]> Askings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["how"] = ["when"], ["why"] = ["when", "where"], ["when"] = ["how", "why", "where"], ["where"] = ["when", "why"],
    };

    private readonly Random _random;
    private readonly Dictionary<string, string[]> _entities;
    private readonly Regex _entity;
    private readonly Exchange[] _exchanges;

    public QuestionChanges(WordLists wordLists, Random random)
    {
        _random = random;
        _entities = new(StringComparer.Ordinal);
        foreach (var slot in Entities.Select(name => wordLists[name]))
        {
            foreach (var column in Enumerable.Range(0, slot.Columns.Count))
            {
                string[] words = [.. slot.Words.Select(word => word[column])];
                foreach (var word in words)
                {
                    _entities.TryAdd(word, words);
                }
            }
        }

        _entity = AnyOf(_entities.Keys, RegexOptions.None);
        _exchanges = [.. Exchanges.GroupBy(exchange => exchange.Kind).Select(kind => ExchangeOf(kind.Key, wordLists))];
    }

    /// <summary>The changes that a question allows, at most one of each kind.</summary>
    /// <param name="question">The question to change.</param>
    /// <param name="duplicate">One that means the same, or the question itself if none is known.</param>
    public IEnumerable<(string Kind, string Text)> Of(string question, string duplicate) =>
        from change in Each(question, duplicate) where change.Text is not null select (change.Kind, change.Text);

    /// <summary>Every kind of change, with null where the question does not allow it.</summary>
    internal (string Kind, string? Text)[] Each(string question, string duplicate)
    {
        var turned = Turned(question);
        return
        [
            ("number", Exchanged(question, duplicate, Number(), OtherNumber)),
            ("entity", Exchanged(question, duplicate, _entity, OtherEntity)),
            .. _exchanges.Select(exchange => (exchange.Kind, Exchanged(question, duplicate, exchange.Words, match => exchange.OtherIn(question, match)))),
            ("connective", Mutual().IsMatch(question) ? null : Exchanged(question, duplicate, Connective(), match => match.ValueSpan.Equals("and", StringComparison.OrdinalIgnoreCase) ? "or" : "and")),
            ("asked", Exchanged(question, duplicate, Asking(), OtherAsking)),
            ("negation", Negated(question)),
            ("direction", turned),
            ("roles", Swapped(question, duplicate) is { } swapped && swapped != turned ? swapped : null),
        ];
    }

    /// <summary>A question with two names in the other order where that changes nothing, as in <c>A or B</c>; null if there are no such names.</summary>
    /// <param name="question">The question to write in another way.</param>
    public static string? Reordered(string question)
    {
        var text = InOneBreath().Replace(question, "${second}${joint}${first}", 1);
        return text == question ? null : text;
    }

    private string? Exchanged(string question, string duplicate, Regex what, Func<Match, string?> other)
    {
        var shared = what.Matches(duplicate).Select(match => match.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Match[] places = [.. what.Matches(question).Where(match => shared.Contains(match.Value))];
        if (places.Length == 0)
        {
            return null;
        }

        var place = places[_random.Next(places.Length)];
        return other(place) is { } replacement
            ? question[..place.Index] + AsWritten(place.Value, replacement) + question[(place.Index + place.Length)..]
            : null;
    }

    private static Exchange ExchangeOf(string kind, WordLists wordLists)
    {
        var words = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (_, name, one, other) in Exchanges.Where(exchange => exchange.Kind == kind))
        {
            var slot = wordLists[name];
            var (first, second) = (slot.Columns.ToList().IndexOf(one), slot.Columns.ToList().IndexOf(other));
            foreach (var word in slot.Words)
            {
                words.TryAdd(word[first], word[second]);
                words.TryAdd(word[second], word[first]);
            }
        }

        return new Exchange(kind, words, AnyOf(words.Keys, RegexOptions.IgnoreCase));
    }

    private string OtherAsking(Match match)
    {
        string[] others = match.Groups["asker"].Success && match.Value.Equals("how", StringComparison.OrdinalIgnoreCase) ? ["when", "why"] : Askings[match.Value];
        return others[_random.Next(others.Length)];
    }

    // Changes the last digit of a year, a version or a name, and the first digit of any other number: it keeps its length, and is plainly another number.
    private string OtherNumber(Match match)
    {
        var number = match.Value;
        var place = char.IsDigit(number[0]) && !Year().IsMatch(number) && !number.Contains('.', StringComparison.Ordinal) ? 0 : number.Length - 1;
        var digit = (char)('1' + _random.Next(9));
        return number[place] == digit ? OtherNumber(match) : string.Concat(number.AsSpan(0, place), [digit], number.AsSpan(place + 1));
    }

    private string OtherEntity(Match match)
    {
        var words = _entities[match.Value];
        var other = words[_random.Next(words.Length)];
        return other == match.Value ? OtherEntity(match) : other;
    }

    // "Isn't it so?" and "… or not?" ask the same as "Is it so?"; a negation in a sentence before the question need not be part of it.
    private static string? Negated(string question)
    {
        if (AskedEitherWay().IsMatch(question))
        {
            return null;
        }

        if (Negation().Match(question) is { Success: true } negated)
        {
            var verb = negated.Groups["verb"].Value;
            return negated.Result("$`") + AsWritten(verb, Whole.GetValueOrDefault(verb, verb)) + negated.Result("$'");
        }

        var text = Affirmation().Replace(question, "$0 not", 1);
        text = text == question ? HowTo().Replace(question, "$0 not", 1) : text;
        return text == question ? null : text;
    }

    private static string? Turned(string question)
    {
        if (Mutual().IsMatch(question))
        {
            return null;
        }

        var text = FromTo().Replace(question, "${before}${second}${between}${first}${after}", 1);
        text = text == question ? Than().Replace(question, "${before}${second}${between}${first}${after}", 1) : text;
        return text == question ? null : text;
    }

    // Swaps two names, or two words of one sort, that both questions mention in the same order, with other words between them.
    private string? Swapped(string question, string duplicate)
    {
        var sorted = Neighbours(_entity.Matches(question)).Where(two => _entities[two.First.Value] == _entities[two.Second.Value]);
        (Match First, Match Second)[] places =
        [
            .. Neighbours(Name().Matches(question)).Concat(sorted).Where(two =>
                two.First.Value != two.Second.Value
                && Apart().IsMatch(question[(two.First.Index + two.First.Length)..two.Second.Index])
                && PlaceOf(two.First.Value, duplicate) is >= 0 and var first
                && PlaceOf(two.Second.Value, duplicate) > first),
        ];
        if (places.Length == 0 || Mutual().IsMatch(question))
        {
            return null;
        }

        var (one, other) = places[_random.Next(places.Length)];
        return question[..one.Index] + other.Value + question[(one.Index + one.Length)..other.Index] + one.Value + question[(other.Index + other.Length)..];
    }

    private static int PlaceOf(string name, string question) =>
        Regex.Match(question, $@"(?<!\w){Regex.Escape(name)}(?!\w)") is { Success: true, Index: var place } ? place : -1;

    private static IEnumerable<(Match First, Match Second)> Neighbours(MatchCollection matches) => matches.Zip(matches.Skip(1));

    private static string AsWritten(string old, string replacement) =>
        char.IsUpper(old[0]) && char.IsLower(replacement[0]) ? char.ToUpperInvariant(replacement[0]) + replacement[1..] : replacement;

    private static Regex AnyOf(IEnumerable<string> words, RegexOptions options) =>
        new($@"(?<![\w'-])(?:{string.Join('|', words.OrderByDescending(word => word.Length).Select(Regex.Escape))})(?![\w'-])", options);

    // Includes the letters of a name that the number is part of, such as PS4 or DDR3.
    [GeneratedRegex(@"(?<![\w.,-])((?!ELI5)[A-Z]{1,4})?\d+(?:[.,]\d+)*(?![\w-])")]
    private static partial Regex Number();

    // Between two things, and not where another clause begins.
    [GeneratedRegex(@"(?<=[\w'’)] )(?<!\b(pros|more|one|two|three|bits|pieces|ups|ifs|trial|research|again|go|try|come) )(and|or)(?= (?!(how|what|why|when|where|who|which|if|then|not|is|are|was|were|do|does|did|can|could|should|will|would|has|have|it|he|she|they|we|you|so|vice|cons|less|two|three|four|pieces|downs|over|more|other|others|etc)\b)[\w'’])", RegexOptions.IgnoreCase)]
    private static partial Regex Connective();

    [GeneratedRegex(@"(?<=^|[.?!,:] )(how|why|when|where)(?= (do|does|did|is|are|was|were|can|could|should|will|would|has|have)\b( (?<asker>I|you|we|one)\b)?)", RegexOptions.IgnoreCase)]
    private static partial Regex Asking();

    [GeneratedRegex(@"^(19|20)\d\d$")]
    private static partial Regex Year();

    [GeneratedRegex(@"\b(?<verb>do|does|did|is|are|was|were|has|have|had|should|could|would|must|ca|wo)n['’]t\b|\b(?<verb>can)(not|['’]t)\b|\b(?<verb>do|does|did|is|are|was|were|has|have|had|should|could|would|must|can|will) not\b", RegexOptions.IgnoreCase)]
    private static partial Regex Negation();

    [GeneratedRegex(@"\b(should|can|could|would|will|must|may|might) (I|we|one|people|someone|they|he|she|it)\b(?= \w)|\b(how|why) (do|does|did) (I|we|you(?! guys| all)|one|people|someone|they|he|she|it)\b(?= \w)", RegexOptions.IgnoreCase)]
    private static partial Regex Affirmation();

    [GeneratedRegex(@"^\w+n['’]t\b|\bor not\b|n['’]t\b.*[.!?] \w|\bnot\b.*[.!?] \w", RegexOptions.IgnoreCase)]
    private static partial Regex AskedEitherWay();

    [GeneratedRegex(@"\bhow(?= to\b)", RegexOptions.IgnoreCase)]
    private static partial Regex HowTo();

    [GeneratedRegex(@"(?<before>\b(from|convert|change|translate|migrate|switch) )(?<first>(?!\w+ing\b|more\b|A\b)[\w'.+#]+( [A-Z][\w'.+#]*)*)(?<between> (in)?to )(?<second>(?!be\b)[\w'.+#]*[\w+#]( [A-Z][\w'.+#]*)*)(?<after>)")]
    private static partial Regex FromTo();

    [GeneratedRegex(@"(?<before>\b(Is|Are|is|are) )(?<first>[\w'.+#-]+( [\w'.+#-]+){0,3}?)(?<between> (really |much |actually )?(\w+er|worse|(more|less) \w+) than )(?<second>[\w'.+#-]*[\w+#]( [\w'.+#-]*[\w+#]){0,3})(?<after>\W*$)")]
    private static partial Regex Than();

    // Not the first word of a sentence, which is capitalised in any case.
    private const string AName = @"(?<=\b(\p{Ll}[\p{Ll}'’]*|Do|Does|Did|Is|Are|Was|Were|Has|Have|Had|Will|Would|Can|Could|Should|Why|If) )(?!(I|It|The|Not|If|Why|How|What|Where|When|Who|Which|Is|Are|Do|Does|Did)\b)\p{Lu}[\w.+#-]*[\w+#]( (of (the )?)?\p{Lu}[\w.+#-]*[\w+#])*(?![\w-])";

    [GeneratedRegex(AName)]
    private static partial Regex Name();

    // Not where the second name begins a clause of its own, or the first ends a name of several words.
    [GeneratedRegex($@"(?<!\p{{Lu}}\w* (from|of|by) )(?<first>{AName})(?<joint> (and|or|vs|versus|vs\.) )(?<second>{AName})(?! (is|was|has|had|will|would|did|does|can)\b)")]
    private static partial Regex InOneBreath();

    // Not "a school in Hyderabad": no school has a Hyderabad in it, so nobody would ask the reverse. And what A does with B, B does with A.
    [GeneratedRegex(@"^(['’]s?)? (?!(and|or|vs|versus|nor) )(?!((along |together )?with|alongside|as well as|dating) $)[\p{Ll}'’ ]*(?<! (in|at|on|for|during|as|into|under|like|near|via|through|using)( the| an?)?) $")]
    private static partial Regex Apart();

    // Relations that hold whichever of the two is named first.
    [GeneratedRegex(@"\b(between|differ\w*|compar\w*|common|similar\w*|same|both|far|distances?|equal\w*|relat\w+|friends?|married|marry|dat(e|ed|ing)|meet|met|wars?|fight\w*|fought|border\w*|combin\w*|merg\w*|link\w*|connect\w*|integrat\w*|equivalent|together|near|versus|vs)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Mutual();

    // Words, and what replaces each of them.
    private sealed record Exchange(string Kind, Dictionary<string, string> Others, Regex Words)
    {
        // Null for "pros and cons", which has the other word already, and for "New York", where the word is part of a name.
        public string? OtherIn(string question, Match match) => IsPartOfName(match) || Has(question, Others[match.Value]) ? null : Others[match.Value];

        private static bool IsPartOfName(Match match) => match.Index > 0 && char.IsUpper(match.ValueSpan[0]);

        private bool Has(string question, string word) => Words.Matches(question).Any(match => match.Value.Equals(word, StringComparison.OrdinalIgnoreCase));
    }
}
