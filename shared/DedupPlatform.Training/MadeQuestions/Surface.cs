using System.Text.RegularExpressions;

namespace DedupPlatform.Training.MadeQuestions;

/// <summary>Writes a question down as people do: with a preamble, carelessly, in lower case. The meaning stays.</summary>
internal sealed partial class Surface(WordLists wordLists, Random random)
{
    private const double Preamble = 0.06;
    private const double Closing = 0.03;
    private const double Contracted = 0.2;
    private const double Misspelt = 0.03;
    private const double NoApostrophe = 0.1;
    private const double LowerCase = 0.12;
    private const double NoQuestionMark = 0.1;

    private static readonly (string Full, string Short)[] Contractions =
    [
        ("what is", "what's"), ("do not", "don't"), ("does not", "doesn't"), ("did not", "didn't"), ("is not", "isn't"), ("are not", "aren't"), ("cannot", "can't"),
        ("I am", "I'm"), ("it is", "it's"), ("who is", "who's"), ("where is", "where's"),
    ];

    /// <summary>Finishes a filled line, with some of these habits drawn at random.</summary>
    public string Vary(string question)
    {
        var text = Chance(Preamble) ? $"{Any("opening")} {question}" : question;
        text = Chance(Closing) && text.EndsWith('?') ? $"{text} {Any("closing")}" : text;
        text = Chance(Contracted) ? Contractions.Aggregate(text, (result, pair) => Regex.Replace(result, $@"\b{pair.Full}\b(?=\s)", pair.Short)) : text;
        text = Chance(Misspelt) ? Typo.In(text, random) : text;
        text = Chance(NoApostrophe) ? Apostrophe().Replace(text, "") : text;
        text = Chance(NoQuestionMark) ? text.TrimEnd('?') : text;
        return Chance(LowerCase) ? text.ToLowerInvariant() : Sentence(text);
    }

    /// <summary>Capitalises the first word of each sentence; a word with a capital of its own, such as <c>iPhone</c>, stays as it is.</summary>
    public static string Sentence(string text) => SentenceStart().Replace(text, match => match.Groups["before"].Value + char.ToUpperInvariant(match.Groups["word"].Value[0]) + match.Groups["word"].Value[1..]);

    private bool Chance(double probability) => random.NextDouble() < probability;

    private string Any(string slot) => wordLists[slot].Words[random.Next(wordLists[slot].Words.Count)][0];

    [GeneratedRegex(@"(?<before>^|[.!?] )(?<word>[a-z][a-z'-]*)(?![A-Za-z])")]
    private static partial Regex SentenceStart();

    [GeneratedRegex(@"(?<=n)'(?=t\b)|(?<=\b([Ww]hat|[Ww]ho|[Ww]here|[Ii]t))'(?=s\b)|(?<=\bI)'(?=m\b)")]
    private static partial Regex Apostrophe();
}
