using DedupPlatform.Training.Mining;
using DedupPlatform.Training.Pairs;
using static TorchSharp.torch;

namespace DedupPlatform.Training.Torch.Tests.Mining;

/// <summary>Questions on a circle: the cosine of two is that of the angle between them.</summary>
public sealed class HardNegativeMinerTests
{
    private static readonly JudgedPair Pair = new("anchor", "duplicate", true);

    [Fact]
    public void Negatives_are_near_but_not_nearer_than_the_margins_allow() =>
        Mine(new MiningSettings(), ("anchor", 0), ("duplicate", -10), ("nearer", 15), ("near", 30), ("edge", 62), ("far", 80)).ShouldBe(["edge", "near"]);

    [Fact]
    public void A_negative_keeps_its_distance_from_the_duplicates_similarity() =>
        Mine(new MiningSettings { MostSimilarity = 1, RelativeMargin = 1, Margin = 0.3 }, ("anchor", 0), ("duplicate", 10), ("near", 30), ("edge", 62))
            .ShouldBe(["edge"]);

    [Fact]
    public void A_negative_is_no_nearer_to_the_duplicate_than_it_may_be_to_the_anchor() =>
        Mine(new MiningSettings(), ("anchor", 0), ("duplicate", 10), ("behind the duplicate", 31), ("behind the anchor", -31)).ShouldBe(["behind the anchor"]);

    [Fact]
    public void A_question_of_the_anchors_group_is_no_negative()
    {
        var groups = new DuplicateGroups([Pair, new("duplicate", "near", true)]);
        Mine(new MiningSettings(), groups, ("anchor", 0), ("duplicate", -10), ("near", 30), ("edge", 62)).ShouldBe(["edge"]);
    }

    [Fact]
    public void As_many_are_drawn_as_wanted_and_the_same_for_a_seed()
    {
        (string, double)[] many = [("anchor", 0), ("duplicate", 5), .. Enumerable.Range(30, 20).Select(angle => ($"q{angle}", (double)angle))];
        var first = Mine(new MiningSettings { PerQuestion = 4 }, many);
        first.Length.ShouldBe(4);
        Mine(new MiningSettings { PerQuestion = 4 }, many).ShouldBe(first);
    }

    private static string[] Mine(MiningSettings settings, params (string Question, double Degrees)[] circle) =>
        Mine(settings, new DuplicateGroups([Pair]), circle);

    private static string[] Mine(MiningSettings settings, DuplicateGroups groups, params (string Question, double Degrees)[] circle)
    {
        float[] vectors = [.. circle.SelectMany(point => (float[])
            [(float)Math.Cos(point.Degrees * Math.PI / 180), (float)Math.Sin(point.Degrees * Math.PI / 180)])];
        using var pool = new QuestionPool([.. circle.Select(point => point.Question)], tensor(vectors, [circle.Length, 2]));
        var example = new HardNegativeMiner(settings, groups).Mine(pool, [Pair], seed: 1).ShouldHaveSingleItem();
        example.Questions.Take(2).ShouldBe(["anchor", "duplicate"]);
        example.Judgements.Where(judgement => judgement.A == 0 && judgement.B > 1).ShouldAllBe(judgement => !judgement.IsDuplicate);
        return [.. example.Questions.Skip(2).Order()];
    }
}
