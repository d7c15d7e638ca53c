using DedupPlatform.Training.MadeQuestions;
using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.Tests.MadeQuestions;

public sealed class MadePairsTests
{
    [Fact]
    public void Wordings_pair_as_duplicates_and_each_with_each_change_as_none()
    {
        var pairs = MadePairs.Of([new MadeSet("kind", "meaning", ["a", "b", "c"], ["x"])]);

        Assert.Equal(
            [new("a", "b", true), new("a", "c", true), new("b", "c", true), new("a", "x", false), new("b", "x", false), new JudgedPair("c", "x", false)],
            pairs.OrderByDescending(made => made.Pair.IsDuplicate).ThenBy(made => made.Pair.TextA).ThenBy(made => made.Pair.TextB).Select(made => made.Pair));
    }

    [Fact]
    public void Where_a_few_pairs_are_taken_no_set_has_a_second_one_before_each_has_one()
    {
        var sets = Enumerable.Range(0, 3).Select(i => new MadeSet("kind", $"meaning {i}", [$"a{i}", $"b{i}"], [$"x{i}", $"y{i}"]));

        var pairs = MadePairs.Of(sets).Select(made => made.Pair);

        Assert.Equal(
            [new("a0", "x0", false), new("a1", "x1", false), new("a2", "x2", false)],
            pairs.Where(pair => !pair.IsDuplicate).OrderBy(pair => pair.TextA));
    }

    [Fact]
    public void Of_each_set_a_duplicate_and_a_change_are_compared_with_the_same_question()
    {
        var pairs = MadePairs.FirstOf([new MadeSet("kind", "meaning", ["a", "b"], ["x", "y"])]);

        Assert.Equal([new("kind", new("a", "b", true)), new MadePair("kind", new("a", "x", false))], pairs);
    }

    [Fact]
    public void Every_kind_and_label_has_as_many_pairs()
    {
        var pairs = MadePairs.Of(MadeQuestionGenerator.Generate(MadeSplit.Dev, 5, 240));

        var counts = pairs.CountBy(made => (made.Kind, made.Pair.IsDuplicate)).Select(group => group.Value).Distinct();
        Assert.Single(counts);
    }

    [Fact]
    public void A_misspelt_pair_keeps_its_label_and_its_second_question()
    {
        JudgedPair[] pairs = [new("Why is my router slow?", "Is the router slow?", true), new("Why?", "How is the router?", false)];

        var misspelt = MadePairs.Misspelt(pairs, 1);

        Assert.NotEqual(pairs[0].TextA, misspelt[0].TextA);
        Assert.Equal(pairs[0] with { TextA = misspelt[0].TextA }, misspelt[0]);
        Assert.Equal(pairs[1], misspelt[1]);
        Assert.Equal(misspelt, MadePairs.Misspelt(pairs, 1));
    }
}
