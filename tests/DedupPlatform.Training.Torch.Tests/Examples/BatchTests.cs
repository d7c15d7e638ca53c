using DedupPlatform.Training.Examples;
using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.Torch.Tests.Examples;

public sealed class BatchTests
{
    private static readonly DuplicateGroups NoGroups = new([]);

    [Fact]
    public void A_question_of_two_examples_stands_once()
    {
        var batch = Batch.Of([Example.Of(["a", "b"], []), Example.Of(["b"], ["c"])], NoGroups);
        batch.Questions.ShouldBe(["a", "b", "c"]);
        Pairs(batch, batch.Duplicates).ShouldBe(["a b"]);
        Pairs(batch, batch.Different).ShouldBe(["b c"]);
        Pairs(batch, batch.Presumed).ShouldBe(["a c"]);
    }

    [Fact]
    public void Near_misses_differ_from_every_wording_and_nothing_is_said_of_each_two()
    {
        var batch = Batch.Of([Example.Of(["a", "b"], ["c", "d"])], NoGroups);
        Pairs(batch, batch.Duplicates).ShouldBe(["a b"]);
        Pairs(batch, batch.Different).ShouldBe(["a c", "a d", "b c", "b d"]);
        Pairs(batch, batch.Presumed).ShouldBeEmpty();
    }

    [Fact]
    public void Questions_of_one_duplicate_group_are_never_presumed_to_differ()
    {
        var groups = new DuplicateGroups([new("a", "x", true), new("x", "c", true), new("b", "a", false)]);
        var batch = Batch.Of([Example.Of(["a", "b"]), Example.Of(["c"])], groups);
        Pairs(batch, batch.Presumed).ShouldBe(["b c"]);
    }

    [Fact]
    public void Examples_of_one_meaning_are_never_presumed_to_differ()
    {
        var batch = Batch.Of(
            [Example.Of(["a", "b"], ["c"]) with { Meaning = "one" }, Example.Of(["d"], ["e"]) with { Meaning = "one" }, Example.Of(["f"]) with { Meaning = "other" }], NoGroups);
        Pairs(batch, batch.Presumed).ShouldBe(["a f", "b f", "c f", "d f", "e f"]);
    }

    [Fact]
    public void Of_a_contradiction_nothing_is_taken_as_known()
    {
        var batch = Batch.Of([Example.Of(new JudgedPair("a", "b", true)), Example.Of(new JudgedPair("b", "a", false))], NoGroups);
        Pairs(batch, batch.Duplicates).Concat(Pairs(batch, batch.Different)).Concat(Pairs(batch, batch.Presumed)).ShouldBeEmpty();
    }

    private static IEnumerable<string> Pairs(Batch batch, bool[] matrix) =>
        from a in Enumerable.Range(0, batch.Questions.Count)
        from b in Enumerable.Range(0, batch.Questions.Count)
        where matrix[a * batch.Questions.Count + b] && (a < b || !matrix[b * batch.Questions.Count + a])
        select $"{batch.Questions[a]} {batch.Questions[b]}";
}
