using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.Tests.Pairs;

public sealed class DuplicateGroupsTests
{
    private static readonly DuplicateGroups Groups = new([new("a", "b", true), new("c", "d", false), new("B ", "e", true)]);

    [Fact]
    public void Duplicates_of_duplicates_are_of_one_group()
    {
        Groups.Of("a").ShouldNotBeNull();
        Groups.Of("e").ShouldBe(Groups.Of("a"));
        Groups.Of(" E").ShouldBe(Groups.Of("a"));
    }

    [Fact]
    public void Pairs_that_are_no_duplicates_join_nothing()
    {
        Groups.Of("c").ShouldNotBe(Groups.Of("d"));
        Groups.Of("f").ShouldBeNull();
    }

    [Fact]
    public void A_pair_judged_different_keeps_its_two_groups_apart()
    {
        var groups = new DuplicateGroups([new("a", "b", true), new("c", "d", true), new("b", "c", false), new("e", "f", true)]);

        groups.Between(groups.Of("d"), groups.Of("a")).ShouldBe(Relation.Different);
        groups.Between(groups.Of("a"), groups.Of("b")).ShouldBe(Relation.Duplicates);
        groups.Between(groups.Of("a"), groups.Of("e")).ShouldBe(Relation.Unjudged);
        groups.Between(groups.Of("a"), groups.Of("of no pair")).ShouldBe(Relation.Unjudged);
    }

    [Fact]
    public void A_training_pair_leaks_if_a_group_of_its_own_touches_the_evaluation()
    {
        JudgedPair direct = new("A", "x", false), overChain = new("z", "y", true), harmless = new("p", "q", true);

        DuplicateGroups.Leaks([direct, overChain, harmless], [new("a", "b", false), new("c", "y", true)]).ShouldBe([direct, overChain]);
    }
}
