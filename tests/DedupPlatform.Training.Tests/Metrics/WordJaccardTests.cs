using DedupPlatform.Training.Metrics;

namespace DedupPlatform.Training.Tests.Metrics;

public sealed class WordJaccardTests
{
    [Theory]
    [InlineData("How do I bake bread?", "how do i BAKE bread", 1f)]
    [InlineData("How do I bake bread?", "How do I sell bread?", 4f / 6)]
    [InlineData("bread bread bread", "bread", 1f)]
    [InlineData("Wie backe ich Brötchen?", "ich backe", 0.5f)]
    [InlineData("cats", "dogs", 0f)]
    [InlineData("?!", "?!", 0f)]
    public void It_is_the_share_of_the_words_that_both_have(string a, string b, float expected)
    {
        WordJaccard.Similarity(a, b).ShouldBe(expected, 1e-6f);
        WordJaccard.Similarity(b, a).ShouldBe(expected, 1e-6f);
    }
}
