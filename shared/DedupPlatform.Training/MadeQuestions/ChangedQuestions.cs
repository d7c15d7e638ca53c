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
    /// <param name="questions">The questions, in random order: the first ones that allow a change are taken.</param>
    /// <param name="seed">The same seed gives the same sets.</param>
    /// <returns>
    /// For each kind of change that a question allows (see <see cref="ChangedDuplicates"/>): a set of the question, usually another wording of it, the
    /// question with an error of typing, and the change; at most 2,000 of a kind, and 8,000 of swapped roles.
    /// </returns>
    public static IEnumerable<MadeSet> Of(IReadOnlyCollection<string> questions, int seed)
    {
        var asked = questions.Select(QuestionKey.Of).ToHashSet(StringComparer.Ordinal);
        var (wordLists, random) = (WordLists.Read(MadeSplit.Train), new Random(seed));
        var (changes, surface) = (new QuestionChanges(wordLists, random), new Surface(wordLists, random));
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var question in questions.Where(question => question.Length <= Longest))
        {
            var every = changes.Each(question, question);
            foreach (var (kind, text) in every)
            {
                var count = taken.GetValueOrDefault(kind);
                if (text is not null && count < MostOf(kind) && !asked.Contains(QuestionKey.Of(text)))
                {
                    taken[kind] = count + 1;
                    yield return new MadeSet(kind, QuestionKey.Of(question), [.. Wordings(question, wordLists, surface, random)], [text]);
                }
            }

            if (every.All(change => taken.GetValueOrDefault(change.Kind) == MostOf(change.Kind)))
            {
                yield break;
            }
        }
    }

    // Swapped roles are what an encoder learns last: it needs more examples of them.
    private static int MostOf(string kind) => kind == "roles" ? 8_000 : 2_000;

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
