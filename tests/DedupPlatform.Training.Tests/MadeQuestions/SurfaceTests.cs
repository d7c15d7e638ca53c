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
    public void Careless_writing_keeps_the_words_apart_from_two_letters_and_what_stands_around()
    {
        const string Question = "why do painters not understand what is photographed?";
        var vocabulary = new Vocabulary();
        vocabulary.Add(["[opening]", "hello all,", "[closing]", "thanks!"]);
        var surface = new Surface(vocabulary, new Random(3));

        Assert.All(Enumerable.Range(0, 500).Select(_ => surface.Vary(Question)), text =>
            Assert.Equal(Letters(Question), Letters(text.Replace("hello all,", "", StringComparison.OrdinalIgnoreCase).Replace("thanks!", "", StringComparison.OrdinalIgnoreCase)
                .Replace("what's", "what is", StringComparison.OrdinalIgnoreCase).Replace("whats", "what is", StringComparison.OrdinalIgnoreCase))));

        static string Letters(string text) => string.Concat(text.ToLowerInvariant().Where(char.IsLetter).Order());
    }
}
