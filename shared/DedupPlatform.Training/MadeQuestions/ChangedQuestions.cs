using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.MadeQuestions;

/// <summary>Makes sets from unjudged questions: what people asked, worded and typed otherwise, beside small changes to it.</summary>
internal static class ChangedQuestions
{
    private const int Tries = 8;

    // In characters. A longer question tells a story, of which one word is a small part.
    private const int Longest = 100;

    // Slots of beginnings that ask the same.
    private static readonly string[] Beginnings = ["how", "should", "isok"];

    /// <summary>Changes each question where words and rules allow it. A change that one of the questions already asks is left out.</summary>
    /// <param name="questions">The questions.</param>
    /// <param name="seed">The same seed gives the same sets.</param>
    /// <returns>
    /// For each kind of change that a question allows (see <see cref="ChangedDuplicates"/>): a set of the question, usually another wording of it, the
    /// question with an error of typing, and the change.
    /// </returns>
    public static IEnumerable<MadeSet> Of(IReadOnlyCollection<string> questions, int seed)
    {
        var asked = questions.Select(QuestionKey.Of).ToHashSet(StringComparer.Ordinal);
        var (wordLists, random) = (WordLists.Read(MadeSplit.Train), new Random(seed));
        var (changes, surface) = (new QuestionChanges(wordLists, random), new Surface(wordLists, random));
        return
            from question in questions
            where question.Length <= Longest
            from change in changes.Of(question, question)
            where !asked.Contains(QuestionKey.Of(change.Text))
            select new MadeSet(change.Kind, QuestionKey.Of(question), [.. Wordings(question, wordLists, surface, random)], [change.Text]);
    }

    private static IEnumerable<string> Wordings(string question, WordLists wordLists, Surface surface, Random random) =>
        Enumerable.Range(0, Tries).Select(_ => surface.Vary(BegunOtherwise(question, wordLists, random))).Prepend(question).DistinctBy(QuestionKey.Of).Take(2)
            .Append(Typo.In(question, random)).DistinctBy(QuestionKey.Of);

    private static string BegunOtherwise(string question, WordLists wordLists, Random random)
    {
        foreach (var slot in Beginnings.Select(name => wordLists[name]))
        {
            if (slot.Words.FirstOrDefault(word => question.StartsWith($"{word[0]} ", StringComparison.OrdinalIgnoreCase)) is [var beginning, ..])
            {
                return slot.Words[random.Next(slot.Words.Count)][0] + question[beginning.Length..];
            }
        }

        return question;
    }
}
