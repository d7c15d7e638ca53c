using DedupPlatform.Training.MadeQuestions;

namespace DedupPlatform.Training.Tests.MadeQuestions;

public sealed class TypoTests
{
    [Fact]
    public void One_letter_of_a_long_word_is_swapped_left_out_doubled_or_that_of_the_next_key()
    {
        var random = new Random(1);
        var typed = Enumerable.Range(0, 2000).Select(_ => Typo.In("Why is my router slow?", random)).ToHashSet(StringComparer.Ordinal);

        Assert.All(typed, text => Assert.Matches(@"^Why is my r[a-z]{4,6} slow\?$", text));
        Assert.Superset(new HashSet<string>(["Why is my rotuer slow?", "Why is my ruter slow?", "Why is my routter slow?", "Why is my riuter slow?", "Why is my rputer slow?"]), typed);
    }

    [Fact]
    public void Short_words_numbers_and_names_in_capitals_are_typed_right() => Assert.Equal("Is NAPOLEON in 12345?", Typo.In("Is NAPOLEON in 12345?", new Random(1)));
}
