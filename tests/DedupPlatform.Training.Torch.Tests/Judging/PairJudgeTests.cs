using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Tests;
using DedupPlatform.Training.Judging;
using DedupPlatform.Training.Mining;
using DedupPlatform.Training.Pairs;
using DedupPlatform.Training.Running;
using DedupPlatform.Training.Settings;
using TorchSharp;

namespace DedupPlatform.Training.Torch.Tests.Judging;

/// <summary>What a cross-encoder learns and judges: here, that two questions differ when one of them has the word "router".</summary>
public sealed class PairJudgeTests : IDisposable
{
    private static readonly string[] Train = ["how", "do", "i", "cat"], Dev = ["dog", "reset"], Unjudged = ["zero", "my"];

    private readonly TemporaryDirectory _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public PairJudgeTests()
    {
        torch.set_num_threads(1);
        new TinyBert().Write(_folder["model"]);
        JudgedPairFile.Write(_folder["train.tsv"], Pairs(Train));
        JudgedPairFile.Write(_folder["dev.tsv"], Pairs(Dev));
        File.WriteAllLines(_folder["questions.tsv"], ["text", .. Unjudged, .. Unjudged.Select(word => $"{word} router")]);
    }

    [Fact]
    public async Task It_judges_near_questions_that_nobody_has_judged_as_the_judged_pairs_taught_it()
    {
        var report = await JudgeAsync("run");

        var judged = await JudgedPairFile.ReadAsync(report.Path, Cancellation);
        judged.Count(pair => pair.IsDuplicate).ShouldBe(report.Duplicates);
        judged.Count(pair => !pair.IsDuplicate).ShouldBe(report.Different);
        judged.Count(IsRight).ShouldBeGreaterThan(judged.Count * 3 / 4);
        report.Near.ShouldBeGreaterThanOrEqualTo(judged.Count);
    }

    [Fact]
    public async Task Pairs_of_one_label_are_refused_since_they_teach_no_judgement()
    {
        JudgedPairFile.Write(_folder["train.tsv"], Pairs(Train).Where(pair => pair.IsDuplicate));

        (await Should.ThrowAsync<InvalidDataException>(() => JudgeAsync("run"))).Message.ShouldContain("have one label only");
    }

    [Fact]
    public async Task It_judges_no_pair_that_is_judged_already_nor_one_that_follows_from_those()
    {
        var report = await JudgeAsync("run");

        var known = Pairs(Train).ToArray();
        var groups = new DuplicateGroups(known);
        var judged = await JudgedPairFile.ReadAsync(report.Path, Cancellation);
        judged.ShouldAllBe(pair => groups.Between(groups.Of(pair.TextA), groups.Of(pair.TextB)) == Relation.Unjudged);
        judged.Select(Texts).Intersect(known.Select(Texts)).ShouldBeEmpty();
        judged.Select(Texts).ShouldBeUnique();
    }

    [Fact]
    public async Task It_goes_on_where_it_was_ended_and_judges_the_same()
    {
        var whole = await JudgeAsync("whole");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var steps = 0;
        await Should.ThrowAsync<OperationCanceledException>(() => JudgeAsync("ended", progress =>
        {
            if (progress.Loss is not null && ++steps == 70)
            {
                stop.Cancel();
            }
        }, stop.Token));

        steps = 0;
        var ended = await JudgeAsync("ended", progress => steps += progress.Loss is null ? 0 : 1);

        steps.ShouldBe(250);
        File.ReadAllText(ended.Path).ShouldBe(File.ReadAllText(whole.Path));
        File.ReadAllText(_folder["ended/steps.tsv"]).ShouldBe(File.ReadAllText(_folder["whole/steps.tsv"]));
    }

    [Fact]
    public async Task Once_trained_it_judges_other_questions_but_learns_from_no_other_pairs()
    {
        await JudgeAsync("run");
        File.AppendAllText(_folder["questions.tsv"], "zero my\n");

        var more = await JudgeAsync("run");

        (await JudgedPairFile.ReadAsync(more.Path, Cancellation)).SelectMany(pair => pair.Texts).ShouldContain("zero my");
        File.AppendAllText(_folder["train.tsv"], "zero\tmy\t1\n");
        (await Should.ThrowAsync<InvalidDataException>(() => JudgeAsync("run"))).Message.ShouldContain("begun with other files");
    }

    [Fact]
    public async Task A_file_of_pairs_that_has_the_questions_files_name_may_not_change_either()
    {
        Directory.CreateDirectory(_folder["more"]);
        File.Move(_folder["questions.tsv"], _folder["more/train.tsv"]);
        var settings = Brief() with { Data = Brief().Data with { Questions = _folder["more/train.tsv"] } };
        await JudgeAsync("run", settings: settings);
        File.AppendAllText(_folder["train.tsv"], "zero\tmy\t1\n");

        (await Should.ThrowAsync<InvalidDataException>(() => JudgeAsync("run", settings: settings))).Message.ShouldContain("begun with other files");
    }

    [Fact]
    public async Task Questions_that_the_model_cannot_read_are_not_near_to_one_another()
    {
        var read = await JudgeAsync("run", settings: Brief());
        File.AppendAllLines(_folder["questions.tsv"], ["怎么退款？", "怎么注册？"]);

        (await JudgeAsync("run", settings: Brief())).Near.ShouldBe(read.Near);
    }

    [Fact]
    public async Task Questions_of_which_two_are_too_long_for_the_model_are_cut_off()
    {
        var words = string.Concat(Enumerable.Repeat(" cat", TinyModel.MaxTokens));
        JudgedPairFile.Write(_folder["train.tsv"], [new($"how{words}", $"do{words}", true), new($"how{words}", $"router{words}", false)]);

        (await JudgeAsync("run", settings: Brief())).Near.ShouldBePositive();
    }

    [Fact]
    public async Task A_model_that_does_not_tell_two_texts_apart_is_refused()
    {
        new TinyBert { TypeVocabSize = 1 }.Write(_folder["model"]);

        (await Should.ThrowAsync<InvalidModelException>(() => JudgeAsync("run"))).Message.ShouldContain("type_vocab_size of 1");
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<JudgedPair> Pairs(string[] words) =>
        from a in words
        from b in words
        from router in (string[])["", " router"]
        where a != b
        select new JudgedPair(a, b + router, router.Length == 0);

    private static bool IsRight(JudgedPair pair) => pair.IsDuplicate != $"{pair.TextA} {pair.TextB}".Contains("router", StringComparison.Ordinal);

    private static string Texts(JudgedPair pair) => string.Join(" / ", new[] { pair.TextA, pair.TextB }.Order(StringComparer.Ordinal));

    private Task<JudgingReport> JudgeAsync(
        string run, Action<TrainingProgress>? progress = null, CancellationToken? cancellationToken = null, TrainingSettings? settings = null) => PairJudge.RunAsync(
        new JudgingSettings(settings ?? Settings(), Certainty: 0.9), _folder[run], torch.CPU, progress ?? (_ => { }), TimeProvider.System, cancellationToken ?? Cancellation);

    private TrainingSettings Brief() => Settings() with { Steps = 2 };

    private TrainingSettings Settings() => new()
    {
        Model = _folder["model"],
        Losses = [],
        Data = new DataSettings { Pairs = [_folder["train.tsv"]], Questions = _folder["questions.tsv"], PairsPerBatch = 12, MinedPerBatch = 0, MadePerBatch = 0, UnjudgedPerBatch = 0 },
        Dev = new DevSettings { Pairs = _folder["dev.tsv"], EverySteps = 50, MadeSets = 0 },
        Mining = new MiningSettings { LeastSimilarity = -1, Nearest = 30 },
        Steps = 300,
        LearningRate = 3e-3,
        LayerDecay = 1,
        FreezeWords = false,
    };
}
