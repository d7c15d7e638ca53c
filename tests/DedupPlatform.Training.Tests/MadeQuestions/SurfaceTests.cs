using DedupPlatform.Training.MadeQuestions;

namespace DedupPlatform.Training.Tests.MadeQuestions;

public sealed class SurfaceTests
{
    [Theory]
    [InlineData("how do I sleep?", "How do I sleep?")]
    [InlineData("quick question. how do I sleep?", "Quick question. How do I sleep?")]
    [InlineData("I was wondering, how do I sleep?", "I was wondering, how do I sleep?")]
    [InlineData("iPhone or laptop?", "iPhone or laptop?")]
    [InlineData("is Node.js fast?", "Is Node.js fast?")]
    public void A_sentence_starts_with_a_capital(string text, string expected) => Assert.Equal(expected, Surface.Sentence(text));

    [Fact]
    public void Careless_writing_keeps_the_words_apart_from_one_error_and_what_stands_around()
    {
        const string Question = "why do painters not understand what is photographed?";
        var wordLists = new WordLists();
        wordLists.Add(["[opening]", "hi all,", "[closing]", "ty!"]);
        var surface = new Surface(wordLists, new Random(3));

        Assert.All(Enumerable.Range(0, 500).Select(_ => surface.Vary(Question)), text =>
            Assert.InRange(Distance(Letters(Question), Letters(text.Replace("hi all,", "", StringComparison.OrdinalIgnoreCase).Replace("ty!", "", StringComparison.OrdinalIgnoreCase)
                .Replace("what's", "what is", StringComparison.OrdinalIgnoreCase).Replace("whats", "what is", StringComparison.OrdinalIgnoreCase))), 0, 2));

        static string Letters(string text) => string.Concat(text.ToLowerInvariant().Where(char.IsLetter).Order());

        // Of two texts whose letters are in order: how many letters one has that the other lacks.
        static int Distance(string a, string b) => a.GroupBy(letter => letter).Sum(group => Math.Abs(group.Count() - b.Count(letter => letter == group.Key)))
            + b.Count(letter => !a.Contains(letter, StringComparison.Ordinal));
    }
}
