using DedupPlatform.Training.Evaluating;

namespace DedupPlatform.Training.Tests.Evaluating;

public sealed class WordSimilaritiesTests
{
    [Theory]
    [InlineData("How do I bake bread?", "how do i BAKE bread", 1f)]
    [InlineData("How do I bake bread?", "How do I sell bread?", 4f / 6)]
    [InlineData("bread bread bread", "bread", 1f)]
    [InlineData("Wie backe ich Brötchen?", "ich backe", 0.5f)]
    [InlineData("cats", "dogs", 0f)]
    [InlineData("?!", "?!", 0f)]
    public void Jaccard_is_the_share_of_the_words_that_both_have(string a, string b, float expected)
    {
        var words = WordSimilarities.Jaccard([a, b]);

        words.Between(0, 1).ShouldBe(expected, 1e-6f);
        words.Between(1, 0).ShouldBe(expected, 1e-6f);
    }

    [Fact]
    public void Bm25_weighs_a_shared_word_by_its_rarity_and_by_the_lengths()
    {
        // Three texts of 2, 2 and 5 words: the mean is 3. "red" and "cat" are in two texts, "dog" in one, the four others in one.
        var words = WordSimilarities.Bm25(["red cat", "red dog", "a cat on the roof"]);
        var (common, rare) = (Math.Log(1 + 1.5 / 2.5), Math.Log(1 + 2.5 / 1.5));
        var (shorter, longer) = (2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / 3)), 2.2 / (1 + 1.2 * (0.25 + 0.75 * 5 / 3)));

        // "red" counts in both texts; "cat" and "dog" in one.
        words.Between(0, 1).ShouldBe((float)(2 * common * shorter / ((3 * common + rare) * shorter)), 1e-5f);
        words.Between(0, 2).ShouldBe((float)(common * (shorter + longer) / (2 * common * shorter + (common + 4 * rare) * longer)), 1e-5f);
        words.Between(1, 2).ShouldBe(0);
        words.Between(0, 0).ShouldBe(1, 1e-6f);
    }

    [Fact]
    public void A_whole_row_says_the_same_as_its_pairs()
    {
        string[] texts = ["red cat", "red red dog", "the cat on the roof", "?", "Red, cat!"];
        foreach (var words in (WordSimilarities[])[WordSimilarities.Bm25(texts), WordSimilarities.Jaccard(texts)])
        {
            var rows = new float[2 * texts.Length];
            words.Fill(1, rows);

            rows.ShouldBe([.. Enumerable.Range(0, 5).Select(b => words.Between(1, b)), .. Enumerable.Range(0, 5).Select(b => words.Between(2, b))]);
        }
    }
}
