using DedupPlatform.Training.Data;
using DedupPlatform.Training.Examples;
using DedupPlatform.Training.Losses;
using DedupPlatform.Training.MadeQuestions;
using DedupPlatform.Training.Mining;
using DedupPlatform.Training.Pairs;
using DedupPlatform.Training.Running;
using DedupPlatform.Training.Settings;

namespace DedupPlatform.Training.Torch.Tests.Running;

public sealed class BatchComposerTests
{
    [Fact]
    public void Of_each_mining_every_example_comes_once_before_any_comes_again()
    {
        var settings = new TrainingSettings
        {
            Model = "",
            Losses = [new LossSettings("ranking")],
            Data = new DataSettings { PairsPerBatch = 0, MinedPerBatch = 10, MadePerBatch = 0, UnjudgedPerBatch = 0 },
            Dev = new DevSettings { Pairs = "" },
            Mining = new MiningSettings { EverySteps = 8 * 97 },
            Accumulation = 2,
        };
        var composer = new BatchComposer(settings, Data(), []);

        foreach (var round in (int[])[0, 1, 2])
        {
            composer.UseMined([.. Enumerable.Range(0, 960).Select(i => Example.Of([$"{round} {i}"]))], round);
            Enumerable.Range(round * 16 * 97, 96).SelectMany(batch => composer.Compose(batch).Questions).Distinct().Count().ShouldBe(960);
        }
    }

    [Fact]
    public void A_batch_with_more_questions_than_can_be_compared_with_each_other_is_refused_with_what_to_set()
    {
        var settings = new TrainingSettings
        {
            Model = "",
            Losses = [new LossSettings("ranking")],
            Data = new DataSettings { PairsPerBatch = 0, MinedPerBatch = 0, MadePerBatch = 0, UnjudgedPerBatch = 4096, Neighbours = 11 },
            Dev = new DevSettings { Pairs = "" },
        };
        var neighbourhoods = Enumerable.Range(0, 4096).Select(i => Example.Of([.. Enumerable.Range(0, 12).Select(j => $"{i} {j}")]));

        var exception = Should.Throw<InvalidDataException>(() => new BatchComposer(settings, Data(), [.. neighbourhoods]).Compose(0));

        exception.Message.ShouldContain("A batch has 49,152 questions, and 46,340 are the most");
    }

    [Fact]
    public void Nothing_is_presumed_of_questions_of_two_made_sets_that_mean_the_same()
    {
        var settings = new TrainingSettings
        {
            Model = "",
            Losses = [new LossSettings("ranking")],
            Data = new DataSettings { PairsPerBatch = 0, MinedPerBatch = 0, MadePerBatch = 2, UnjudgedPerBatch = 0 },
            Dev = new DevSettings { Pairs = "" },
        };
        var (one, same, other) = (new MadeSet("kind", "meaning", ["a", "b"], []), new MadeSet("kind", "meaning", ["c", "d"], []), new MadeSet("kind", "another", ["c", "d"], []));

        new BatchComposer(settings, Data(one, same), []).Compose(0).Presumed.ShouldNotContain(true);
        new BatchComposer(settings, Data(one, other), []).Compose(0).Presumed.Count(presumed => presumed).ShouldBe(8);
    }

    private static TrainingData Data(params MadeSet[] made) => new()
    {
        Pairs = [], Groups = new DuplicateGroups([]), Unjudged = [], Made = made, Changed = [], ChangedUnjudged = [], DevPairs = [], DevMade = [], Files = [], LeftOut = default,
    };
}
