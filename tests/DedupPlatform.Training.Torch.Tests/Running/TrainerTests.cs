using System.Globalization;
using System.Text.Json.Nodes;
using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Tests;
using DedupPlatform.Training.Data;
using DedupPlatform.Training.Losses;
using DedupPlatform.Training.MadeQuestions;
using DedupPlatform.Training.Mining;
using DedupPlatform.Training.Running;
using DedupPlatform.Training.Settings;
using TorchSharp;

namespace DedupPlatform.Training.Torch.Tests.Running;

/// <summary>Whole trainings of a tiny network.</summary>
public sealed class TrainerTests : IDisposable
{
    private const string Header = "text_a\ttext_b\tlabel\n";

    private readonly TemporaryDirectory _folder = new();

    public TrainerTests()
    {
        torch.set_num_threads(1);
        new TinyBert().Write(_folder["model"]);
        File.WriteAllText(_folder["train.tsv"], Header + string.Concat(
            from a in (string[])["how", "do", "i"]
            from b in (string[])["cat", "dog"]
            select $"{a} {b}\t{b} {a}\t1\n{a} {b}\t{a} router {b}\t0\n"));
        File.WriteAllText(_folder["dev.tsv"], Header + string.Concat(Enumerable.Range(1, 12).Select(count =>
            $"reset{string.Concat(Enumerable.Repeat(" my", count))}\treset{string.Concat(Enumerable.Repeat(" zero", count))}\t{count % 2}\n")));
        File.WriteAllText(_folder["questions.tsv"], "text\tsource\n" + string.Concat(Enumerable.Range(1, 20).Select(count =>
            $"poison{string.Concat(Enumerable.Repeat(" cat", count))}\tmade\n")));
    }

    [Fact]
    public async Task A_training_lowers_its_loss_and_leaves_a_model_that_loads()
    {
        var model = await RunAsync(Settings(), "run");
        var losses = Losses("run");
        losses.Length.ShouldBe(20);
        losses[^5..].Average().ShouldBeLessThan(losses[..5].Average());
        model.FullPath.ShouldBe(_folder["run/best"]);
        model.Name.ShouldNotBe(ModelDirectory.Load(_folder["model"]).Name);
    }

    [Fact]
    public async Task A_network_computed_in_bfloat16_learns_what_one_in_float32_learns()
    {
        var settings = Settings() with { Steps = 40 };
        await RunAsync(settings, "exact");
        await RunAsync(settings with { Precision = Precision.Mixed }, "rounded");
        var (exact, rounded) = (Losses("exact"), Losses("rounded"));
        rounded.ShouldNotBe(exact);
        rounded[^5..].Average().ShouldBe(exact[^5..].Average(), 0.1 * exact[..5].Average());
    }

    [Fact]
    public async Task A_network_that_does_not_normalise_its_vectors_is_mined_trained_and_measured_by_their_cosines_all_the_same()
    {
        new TinyBert { Normalize = false }.Write(_folder["bare"]);
        await RunAsync(Settings(), "run");
        await RunAsync(Settings() with { Model = _folder["bare"] }, "long");
        File.ReadAllText(_folder["long/mined-0.json"]).ShouldBe(File.ReadAllText(_folder["run/mined-0.json"]));
        Losses("long").ShouldBe(Losses("run"), 1e-3);
        UntrainedPairs("long").ShouldBe(UntrainedPairs("run"));

        // Not the made questions: most of their words are unknown, and only rounding ranks vectors that are equal but for it.
        string UntrainedPairs(string run) => File.ReadLines(_folder[$"{run}/dev.tsv"]).ElementAt(1).Split('\t')[1];
    }

    [Fact]
    public async Task The_same_settings_give_the_same_weights()
    {
        await RunAsync(Settings(), "run");
        await RunAsync(Settings(), "again");
        File.ReadAllText(_folder["again/steps.tsv"]).ShouldBe(File.ReadAllText(_folder["run/steps.tsv"]));
        Weights("again").ShouldBe(Weights("run"));
    }

    [Fact]
    public async Task Another_seed_gives_other_weights()
    {
        await RunAsync(Settings(), "run");
        await RunAsync(Settings() with { Seed = 2 }, "other");
        Weights("other").ShouldNotBe(Weights("run"));
    }

    [Fact]
    public async Task The_weights_of_the_last_step_are_left_beside_the_best_ones()
    {
        await RunAsync(Settings(), "run");
        ModelDirectory.Load(_folder["run/last"]).Dimension.ShouldBe(ModelDirectory.Load(_folder["model"]).Dimension);
        File.ReadAllText(_folder["run/last/README.md"]).ShouldContain("the weights are those of step 20, the ");
        var last = Weight("run/last/model.safetensors");
        last.ShouldBe(Weight("run/checkpoint/weights.safetensors"), 5e-4);
        last.Zip(Weight("model/model.safetensors"), (after, before) => Math.Abs(after - before)).Max().ShouldBeGreaterThan(5e-3f, "much more than 16 bits round");

        float[] Weight(string file)
        {
            using var weights = SafeTensors.Open(_folder[file]);
            return weights.Read("encoder.layer.1.output.dense.weight");
        }
    }

    [Fact]
    public async Task The_best_weights_are_those_of_the_highest_score_though_later_ones_are_lower()
    {
        // The untrained network, and no later one, ranks these as well as can be: the order of the words counts little, and no rounding changes that.
        File.WriteAllText(_folder["dev.tsv"], Header + string.Concat(Enumerable.Range(2, 10).Select(count =>
            $"reset{Words("my", count)}\tmy{Words("my", count - 1)} reset\t1\nreset{Words("my", count)}\tzero{Words("dog", count)}\t0\n")));
        var settings = Settings() with { LearningRate = 0.05 };
        settings = settings with { Dev = settings.Dev with { MadeSets = 0 } };
        await RunAsync(settings, "run");
        var scores = File.ReadLines(_folder["run/dev.tsv"]).Skip(1).Select(row => row.Split('\t'))
            .Select(row => (Step: int.Parse(row[0], CultureInfo.InvariantCulture), Score: double.Parse(row[3], CultureInfo.InvariantCulture))).ToArray();
        var best = scores.MaxBy(score => score.Score);
        best.ShouldBe((0, 1), string.Join(", ", scores));

        await StepsOfAsync(settings, "ended", endedAfter: best.Step + 1);

        ((int)JsonNode.Parse(File.ReadAllText(_folder["run/report.json"]))!["best"]!["step"]!).ShouldBe(best.Step);
        File.ReadAllText(_folder["run/best/README.md"]).ShouldContain($"the weights are those of step {best.Step}, the ");
        BestWeights("run").ShouldBe(BestWeights("ended"));

        byte[] BestWeights(string run) => File.ReadAllBytes(_folder[$"{run}/best/model.safetensors"]);

        static string Words(string word, int count) => string.Concat(Enumerable.Repeat($" {word}", count));
    }

    [Fact]
    public async Task What_is_measured_is_the_float32_network_that_is_kept_and_not_its_bfloat16_copy()
    {
        var settings = Settings() with { Steps = 1 };
        await RunAsync(settings, "exact");
        await RunAsync(settings with { Precision = Precision.Mixed }, "rounded");
        File.ReadLines(_folder["rounded/dev.tsv"]).ElementAt(1).ShouldBe(File.ReadLines(_folder["exact/dev.tsv"]).ElementAt(1));
    }

    [Theory]
    [InlineData(6, 15)]
    [InlineData(13, 10)]
    public async Task A_training_that_was_ended_goes_on_from_its_last_checkpoint_as_if_nothing_had_happened(int endedAfter, int left)
    {
        var settings = Settings();
        settings = settings with { Data = settings.Data with { Misspelt = 0.5 } };
        await RunAsync(settings, "whole");
        await StepsOfAsync(settings, "ended", endedAfter);
        (await StepsOfAsync(settings, "ended")).ShouldBe(left);
        File.ReadAllText(_folder["ended/steps.tsv"]).ShouldBe(File.ReadAllText(_folder["whole/steps.tsv"]));
        File.ReadAllText(_folder["ended/dev.tsv"]).ShouldBe(File.ReadAllText(_folder["whole/dev.tsv"]));
        Weights("ended").ShouldBe(Weights("whole"));
    }

    [Fact]
    public async Task A_projection_to_the_width_of_the_teacher_begins_the_same_whether_or_not_the_teacher_was_asked_before_a_kill()
    {
        new TinyBiLstm().Write(_folder["teacher"]);
        var settings = Settings() with { Teacher = _folder["teacher"], Losses = [new LossSettings("vector-distillation")], Steps = 5 };
        await RunAsync(settings, "run");
        var whole = Weights("run");
        Directory.Delete(_folder["run/checkpoint"], recursive: true);

        await RunAsync(settings, "run");

        Weights("run").ShouldBe(whole);
    }

    [Fact]
    public async Task Two_kills_lose_no_checkpoint_though_the_first_came_before_it_was_moved_into_place()
    {
        await StepsOfAsync(Settings(), "run", endedAfter: 13);
        Directory.Move(_folder["run/checkpoint"], _folder["run/checkpoint.next"]);

        await StepsOfAsync(Settings(), "run", endedAfter: 2);

        File.Exists(_folder["run/checkpoint/state.json"]).ShouldBeTrue();
        Directory.Exists(_folder["run/checkpoint.next"]).ShouldBeFalse();
        (await StepsOfAsync(Settings(), "run")).ShouldBe(10);
    }

    [Fact]
    public async Task A_measurement_that_a_kill_cut_off_from_its_checkpoint_is_logged_once()
    {
        await RunAsync(Settings() with { Steps = 5 }, "run");
        Directory.Delete(_folder["run/checkpoint"], recursive: true);

        await RunAsync(Settings() with { Steps = 5 }, "run");

        File.ReadLines(_folder["run/dev.tsv"]).Skip(1).Select(row => row.Split('\t')[0]).ShouldBe(["0", "5"]);
    }

    [Fact]
    public async Task A_card_tells_of_the_weights_beside_it_or_is_not_there()
    {
        await RunAsync(Settings() with { Steps = 5 }, "run");
        var state = JsonNode.Parse(File.ReadAllText(_folder["run/checkpoint/state.json"]))!;
        state["best"]!["score"] = -1;
        File.WriteAllText(_folder["run/checkpoint/state.json"], state.ToJsonString());

        await StepsOfAsync(Settings(), "run", endedAfter: 6);

        File.Exists(_folder["run/best/README.md"]).ShouldBeFalse();
        await RunAsync(Settings(), "run");
        File.ReadAllText(_folder["run/last/README.md"]).ShouldContain("the weights are those of step 20, the ");
    }

    [Fact]
    public async Task A_run_that_is_repeated_after_its_end_leaves_its_models_as_they_are()
    {
        await RunAsync(Settings() with { Steps = 1 }, "run");
        string[] added = ["run/last/calibration.json", "run/last/README.md", "run/best/README.md"];
        Array.ForEach(added, file => File.WriteAllText(_folder[file], "added since"));

        await RunAsync(Settings() with { Steps = 1 }, "run");

        added.ShouldAllBe(file => File.ReadAllText(_folder[file]) == "added since");
    }

    [Fact]
    public async Task A_card_says_what_it_takes_to_train_the_same_again()
    {
        new TinyBiLstm().Write(_folder["teacher"]);
        await RunAsync(Settings() with { Teacher = _folder["teacher"], Steps = 1, Accumulation = 2 }, "taught");
        var settings = Settings();
        await RunAsync(settings with { Losses = [new LossSettings("triplet")], Data = settings.Data with { Misspelt = 0.5 }, Steps = 1 }, "alone");

        var (taught, alone) = (File.ReadAllText(_folder["taught/last/README.md"]), File.ReadAllText(_folder["alone/last/README.md"]));
        foreach (var part in (string[])["ranking, weight 1, temperature 0.05, both questions", $"| teacher | {ModelDirectory.Load(_folder["teacher"]).Name} |",
            "2 unjudged with 3 neighbours |", "| batches a step | 2 |", "| mining | every 10 steps: 3 of the 30 nearest", "| longest question | 64 tokens |", "gradient at most 1 long |", "float32 on a CPU |"])
        {
            taught.ShouldContain(part);
        }

        alone.ShouldContain("triplet, weight 1, margin 0.5, Cosine distance |");
        alone.ShouldContain("2 unjudged, 50 % of the questions misspelt |");
        alone.ShouldNotContain("| teacher |");
    }

    [Fact]
    public async Task A_training_that_diverges_says_so_and_at_which_step()
    {
        var exception = await Should.ThrowAsync<InvalidDataException>(() =>
            RunAsync(Settings() with { Losses = [new LossSettings("cosine-order") { Temperature = 1e-300 }] }, "run"));
        exception.Message.ShouldContain("The training diverged: the gradient of step 1 is not finite.");
    }

    [Fact]
    public async Task The_first_hard_negatives_are_those_of_the_encoder_and_not_of_a_teacher()
    {
        new TinyBert { Pooling = Pooling.Cls }.Write(_folder["teacher"]);
        var settings = Settings() with { Steps = 1 };
        await RunAsync(settings with { Teacher = _folder["teacher"] }, "taught");
        await RunAsync(settings with { Losses = [new LossSettings("ranking")] }, "alone");
        File.ReadAllText(_folder["taught/mined-0.json"]).ShouldBe(File.ReadAllText(_folder["alone/mined-0.json"]));
    }

    [Fact]
    public async Task A_step_adds_up_its_losses_by_their_weights_and_takes_the_mean_of_its_batches()
    {
        var settings = Settings() with { LearningRate = 1e-12, Losses = [new LossSettings("ranking"), new LossSettings("cosine-order")] };
        await RunAsync(settings with { Steps = 2 }, "singly");
        await RunAsync(settings with { Steps = 1, Accumulation = 2, Losses = [new LossSettings("ranking", 2), new LossSettings("cosine-order", 0.5)] }, "together");

        var (singly, together) = (Parts("singly"), Parts("together").ShouldHaveSingleItem());
        together[1].ShouldBe(2 * singly.Average(parts => parts[1]), 1e-3);
        together[2].ShouldBe(0.5 * singly.Average(parts => parts[2]), 1e-3);
        together[0].ShouldBe(together[1] + together[2], 1e-3);
    }

    [Fact]
    public async Task Made_questions_that_are_measured_are_none_that_are_learned_from()
    {
        var data = await TrainingData.LoadAsync(Settings(), TestContext.Current.CancellationToken);
        data.DevMade.ShouldNotBeEmpty();
        data.DevMade.SelectMany(pair => pair.Texts).Intersect(data.Made.SelectMany(set => set.Wordings.Concat(set.Changes))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Later_hard_negatives_are_those_of_the_encoder_as_it_is_by_then()
    {
        var settings = Settings() with { Steps = 11 };
        await RunAsync(settings with { LearningRate = 1e-12 }, "still");
        await RunAsync(settings with { LearningRate = 0.05 }, "moved");
        File.ReadAllText(_folder["moved/mined-0.json"]).ShouldBe(File.ReadAllText(_folder["still/mined-0.json"]));
        File.ReadAllText(_folder["moved/mined-1.json"]).ShouldNotBe(File.ReadAllText(_folder["still/mined-1.json"]));
    }

    [Fact]
    public async Task Word_embeddings_and_frozen_layers_stay_as_they_are()
    {
        await RunAsync(Settings() with { FrozenLayers = 1 }, "run");
        using var before = SafeTensors.Open(_folder["model/model.safetensors"]);
        using var after = SafeTensors.Open(_folder["run/checkpoint/weights.safetensors"]);
        after.Read("embeddings.word_embeddings.weight").ShouldBe(before.Read("embeddings.word_embeddings.weight"));
        after.Read("encoder.layer.0.output.dense.weight").ShouldBe(before.Read("encoder.layer.0.output.dense.weight"));
        after.Read("encoder.layer.1.output.dense.weight").ShouldNotBe(before.Read("encoder.layer.1.output.dense.weight"));
    }

    [Fact]
    public async Task Training_ends_early_when_it_stops_getting_better()
    {
        var settings = Settings() with { Steps = 1000, LearningRate = 1e-9 };
        await RunAsync(settings with { Dev = settings.Dev with { Patience = 2 } }, "run");
        var best = (int)JsonNode.Parse(File.ReadAllText(_folder["run/report.json"]))!["best"]!["step"]!;
        Losses("run").Length.ShouldBe(best + 10, "a measurement every 5 steps, and two that were no better");
    }

    [Fact]
    public async Task Training_data_that_leaks_into_what_is_measured_is_refused_before_anything_is_trained()
    {
        File.AppendAllText(_folder["train.tsv"], "how cat\treset my\t1\n");
        var exception = await Should.ThrowAsync<InvalidDataException>(() => RunAsync(Settings(), "run"));
        exception.Message.ShouldContain("share a duplicate group with the development pairs");
        exception.Message.ShouldContain(": pair 1 of train.tsv, pair 2 of train.tsv, pair 13 of train.tsv.");
        Directory.Exists(_folder["run"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_pair_that_is_judged_both_ways_is_refused_without_a_word_of_it()
    {
        File.WriteAllText(_folder["more.tsv"], Header + "i cat\tdog\t0\nCAT  how\thow cat\t0\nhow cat\ti dog\t1\n");
        var settings = Settings();
        var exception = await Should.ThrowAsync<InvalidDataException>(() =>
            RunAsync(settings with { Data = settings.Data with { Pairs = [_folder["train.tsv"], _folder["more.tsv"]] } }, "run"));
        exception.Message.ShouldContain("judged both 0 and 1");
        exception.Message.ShouldContain(": pair 1 of train.tsv, pair 2 of more.tsv.");
    }

    [Fact]
    public async Task A_file_of_questions_whose_first_column_is_another_is_refused()
    {
        File.WriteAllText(_folder["questions.tsv"], "id\ttext\n1\tpoison cat\n");
        var exception = await Should.ThrowAsync<InvalidDataException>(() => RunAsync(Settings(), "run"));
        exception.Message.ShouldContain("questions.tsv: line 1 must be a header whose first column is text");
    }

    [Fact]
    public async Task A_run_whose_made_questions_another_build_makes_differently_is_not_gone_on_with()
    {
        await RunAsync(Settings(), "run");
        await RunAsync(Settings() with { Seed = 2 }, "other");
        var (origin, other) = (Origin("run"), Origin("other"));
        ((string)origin["generated"]!["madeSets"]!).ShouldNotBe((string)other["generated"]!["madeSets"]!);
        origin["generated"] = other["generated"]!.DeepClone();
        File.WriteAllText(_folder["run/origin.json"], origin.ToJsonString());

        var exception = await Should.ThrowAsync<InvalidDataException>(() => RunAsync(Settings(), "run"));

        exception.Message.ShouldContain("begun with other generated.madeSets, generated.devMade.");
    }

    [Fact]
    public async Task A_run_that_was_begun_with_other_data_or_weights_is_not_gone_on_with()
    {
        var settings = Settings();
        await RunAsync(settings, "run");
        var report = File.ReadAllText(_folder["run/report.json"]);
        File.AppendAllText(_folder["train.tsv"], "zero router\tzero cat\t0\n");
        new TinyBert { VocabSize = TinyModel.Words.Length + 1 }.Write(_folder["model"]);

        var exception = await Should.ThrowAsync<InvalidDataException>(() => RunAsync(settings with { Seed = 2, Data = settings.Data with { QuestionSample = 3 } }, "run"));

        exception.Message.ShouldContain("begun with other data.questionSample, seed, models, files, generated.madeSets, generated.devMade.");
        File.ReadAllText(_folder["run/report.json"]).ShouldBe(report);
    }

    [Fact]
    public async Task A_folder_in_which_another_process_works_is_refused_until_that_has_ended()
    {
        await RunAsync(Settings() with { Steps = 5 }, "run");
        await using (File.Open(_folder["run/run.lock"], FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            (await Should.ThrowAsync<InvalidDataException>(() => RunAsync(Settings() with { Steps = 10 }, "run"))).Message.ShouldContain("is in use");
        }

        (await StepsOfAsync(Settings() with { Steps = 10 }, "run")).ShouldBe(5);
    }

    [Fact]
    public async Task A_checkpoint_that_is_cut_off_is_named()
    {
        await RunAsync(Settings() with { Steps = 5 }, "run");
        var optimizer = _folder["run/checkpoint/optimizer"];
        File.WriteAllBytes(optimizer, File.ReadAllBytes(optimizer)[..^4]);

        (await Should.ThrowAsync<InvalidDataException>(() => RunAsync(Settings(), "run"))).Message.ShouldContain($"The checkpoint in '{_folder["run/checkpoint"]}' cannot be read");
    }

    [Fact]
    public async Task A_run_may_be_made_longer()
    {
        await RunAsync(Settings() with { Steps = 5 }, "run");
        JsonNode.Parse(Neighbours("run", 10))!.AsArray().Select(example => example!["questions"]!.AsArray().Count).ShouldBe(Enumerable.Repeat(4, 10));

        (await StepsOfAsync(Settings() with { Steps = 10 }, "run")).ShouldBe(5);

        Losses("run").Length.ShouldBe(10);
        JsonNode.Parse(Neighbours("run", 20))!.AsArray().Count.ShouldBe(20, "twice the steps use twice the unjudged questions, here all there are");
    }

    [Fact]
    public async Task A_run_may_be_gone_on_with_where_its_files_lie_elsewhere_and_be_measured_at_other_times()
    {
        await RunAsync(Settings() with { Steps = 5 }, "run");
        Directory.CreateDirectory(_folder["moved"]);
        foreach (var file in (string[])["train.tsv", "dev.tsv", "questions.tsv"])
        {
            File.Move(_folder[file], _folder[$"moved/{file}"]);
        }

        var settings = Settings() with { Steps = 10 };
        var moved = settings with
        {
            Data = settings.Data with { Pairs = [_folder["moved/train.tsv"]], Questions = _folder["moved/questions.tsv"] },
            Dev = settings.Dev with { Pairs = _folder["moved/dev.tsv"], EverySteps = 2, Patience = 50 },
        };

        (await StepsOfAsync(moved, "run")).ShouldBe(5);
        File.ReadLines(_folder["run/dev.tsv"]).Skip(1).Select(row => row.Split('\t')[0]).ShouldBe(["0", "5", "6", "8", "10"]);
    }

    [Fact]
    public async Task Nothing_left_to_learn_is_said_before_anything_is_trained()
    {
        var exception = await Should.ThrowAsync<InvalidDataException>(() => RunAsync(Settings() with { FrozenLayers = 48 }, "run"));
        exception.Message.ShouldContain("frozenLayers is 48, and ");
    }

    [Fact]
    public async Task Data_that_are_all_held_out_are_refused_before_anything_is_trained()
    {
        var settings = Settings();

        (await Should.ThrowAsync<InvalidDataException>(() => RunAsync(settings with { Data = settings.Data with { HeldOut = [_folder["train.tsv"]] } }, "run")))
            .Message.ShouldContain("No judged pairs are left");
        (await Should.ThrowAsync<InvalidDataException>(() => RunAsync(settings with { Data = settings.Data with { HeldOut = [_folder["questions.tsv"]] } }, "run")))
            .Message.ShouldContain("No unjudged questions are left");
    }

    [Fact]
    public async Task Pairs_of_one_label_beside_those_of_another_file_are_learned_from()
    {
        File.WriteAllText(_folder["judged.tsv"], Header + "how router\tdo cat\t0\n");
        File.WriteAllText(_folder["nothing-judged.tsv"], Header);
        var settings = Settings() with { Steps = 1 };

        await RunAsync(settings with { Data = settings.Data with { Pairs = [_folder["train.tsv"], _folder["judged.tsv"], _folder["nothing-judged.tsv"]] } }, "run");

        ((int)JsonNode.Parse(File.ReadAllText(_folder["run/report.json"]))!["pairs"]!).ShouldBe(13);
    }

    [Fact]
    public async Task A_batch_that_would_be_empty_is_refused()
    {
        File.WriteAllText(_folder["train.tsv"], Header + "zero router\trouter zero\t1\nzero router\tmy router\t0\n");
        File.WriteAllText(_folder["questions.tsv"], "text\nmy zero router\n");
        var settings = Settings() with { Losses = [new LossSettings("ranking")] };
        var none = settings.Data with { PairsPerBatch = 0, MinedPerBatch = 0, MadePerBatch = 0, UnjudgedPerBatch = 0 };

        foreach (var data in (DataSettings[])[none with { MadePerBatch = 2, MadeSets = 0 }, none with { ChangedPerBatch = 2 }, none with { ChangedUnjudgedPerBatch = 2 }])
        {
            (await Should.ThrowAsync<InvalidDataException>(() => RunAsync(settings with { Data = data }, "run"))).Message.ShouldContain("A batch is empty: madeSets is 0, or");
        }

        var mined = settings with { Data = none with { MinedPerBatch = 2 }, Mining = new MiningSettings { LeastSimilarity = -1, MostSimilarity = -0.99 } };
        (await Should.ThrowAsync<InvalidDataException>(() => RunAsync(mined, "run"))).Message.ShouldContain("A batch is empty: mining found no hard negatives");
    }

    [Fact]
    public async Task Development_pairs_of_one_label_are_refused_before_anything_is_trained()
    {
        File.WriteAllText(_folder["dev.tsv"], Header + string.Concat(Enumerable.Range(0, 200).Select(count => $"reset {count}\treset my {count}\t{(count == 0 ? 1 : 0)}\n")));
        var settings = Settings();

        (await Should.ThrowAsync<InvalidDataException>(() => RunAsync(settings with { Dev = settings.Dev with { PairSample = 10 } }, "run")))
            .Message.ShouldContain("The 10 pairs drawn from dev.tsv are all labelled 0");
    }

    [Fact]
    public async Task An_encoder_that_is_its_own_teacher_has_only_errors_of_typing_to_learn_from()
    {
        var settings = Settings() with { Losses = [new LossSettings("vector-distillation")], FreezeWords = false };
        var alone = settings.Data with { PairsPerBatch = 0, MinedPerBatch = 0, MadePerBatch = 0, UnjudgedPerBatch = 4 };

        await RunAsync(settings with { Data = alone }, "typed-right");
        await RunAsync(settings with { Data = alone with { Misspelt = 1 } }, "misspelt");

        Losses("typed-right")[0].ShouldBeLessThan(1e-5);
        var losses = Losses("misspelt");
        losses[0].ShouldBeGreaterThan(1e-3);
        losses[^5..].Average().ShouldBeLessThan(losses[..5].Average());
    }

    [Fact]
    public async Task A_loss_that_needs_a_teacher_is_refused_where_there_are_only_made_questions()
    {
        var settings = Settings();
        var made = settings with { Data = new DataSettings { PairsPerBatch = 0, MinedPerBatch = 0, UnjudgedPerBatch = 0, MadePerBatch = 2, MadeSets = 20 } };

        (await Should.ThrowAsync<InvalidDataException>(() => RunAsync(made, "run"))).Message.ShouldContain("similarity-distillation has nothing to learn from");
        await RunAsync(made with { Losses = [new LossSettings("ranking")] }, "run");
    }

    [Fact]
    public async Task A_start_that_is_refused_does_not_claim_the_folder()
    {
        await Should.ThrowAsync<InvalidDataException>(() => RunAsync(Settings() with { FrozenLayers = 48 }, "run"));

        await RunAsync(Settings(), "run");
    }

    [Theory]
    [InlineData("other.tsv", 2, 2)]
    [InlineData("changed.tsv", 1, 1)]
    public async Task Changes_are_learned_from_unless_somebody_asks_them_in_a_file_that_is_held_out(string heldOut, int changed, int changedUnjudged)
    {
        File.WriteAllText(_folder["asked.tsv"], Header + "Should I quit?\tWould you quit?\t1\nShould I stay?\tWould you stay?\t1\nShould I quit?\tShould I stay?\t0\n");
        File.WriteAllText(_folder["questions.tsv"], "text\tsource\nShould I sleep?\tmade\nShould I swim?\tmade\n");
        File.WriteAllText(_folder["other.tsv"], Header + "Poison dog\tpoison router\t0\n");
        File.WriteAllText(_folder["changed.tsv"], Header + "Should I NOT quit?\tShould I not sleep?\t0\n");
        var settings = Settings() with { Steps = 5 };
        var data = settings.Data with { Pairs = [_folder["asked.tsv"]], ChangedPerBatch = 2, ChangedUnjudgedPerBatch = 2, HeldOut = [_folder[heldOut]] };

        await RunAsync(settings with { Data = data }, "run");

        var report = JsonNode.Parse(File.ReadAllText(_folder["run/report.json"]))!;
        ((int)report["changedSets"]!).ShouldBe(changed);
        ((int)report["changedUnjudgedSets"]!).ShouldBe(changedUnjudged);
        ((int)report["leftOutPairs"]!).ShouldBe(0, "the questions themselves are not held out");
        Losses("run").ShouldAllBe(loss => loss > 0);
    }

    [Fact]
    public async Task A_made_set_is_left_out_if_somebody_asks_one_of_its_questions_in_a_file_that_is_held_out()
    {
        var settings = Settings() with { Steps = 1 };
        var sets = MadeQuestionGenerator.Generate(MadeSplit.Train, settings.Seed, settings.Data.MadeSets).ToArray();
        var (wording, change) = (sets[0].Wordings[0], sets.Last(set => set.Changes.Count > 0).Changes[^1]);
        File.WriteAllText(_folder["test.tsv"], $"{Header}{wording.ToUpperInvariant()}\t{change}\t0\n");

        await RunAsync(settings with { Data = settings.Data with { HeldOut = [_folder["test.tsv"]] } }, "run");

        var left = sets.Count(set => !set.Wordings.Contains(wording) && !set.Changes.Contains(change));
        ((int)JsonNode.Parse(File.ReadAllText(_folder["run/report.json"]))!["madeSets"]!).ShouldBe(left);
        left.ShouldBeLessThan(sets.Length - 1);
    }

    [Fact]
    public async Task Held_out_questions_are_never_trained_on()
    {
        File.WriteAllText(_folder["test.tsv"], Header + "HOW  cat\tPoison cat cat\t0\nHOW  cat\tdog  I\t0\n");
        var settings = Settings();
        File.WriteAllText(_folder["bare.txt"], "Poison cat cat cat\t\n");
        File.AppendAllText(_folder["questions.tsv"], "\tmade\ndo  CAT\tjudged already\n");
        await RunAsync(settings with { Data = settings.Data with { HeldOut = [_folder["test.tsv"], _folder["bare.txt"]] } }, "run");
        var neighbours = Neighbours("run", 18);
        neighbours.ShouldContain("\"poison cat\"");
        neighbours.ShouldNotContain("\"poison cat cat\"");
        neighbours.ShouldNotContain("\"poison cat cat cat\"");
        File.ReadAllText(_folder["run/mined-0.json"]).ShouldNotContain("\"how cat\"");
        File.ReadAllText(_folder["run/mined-0.json"]).ShouldNotContain("\"dog i\"");
        var report = JsonNode.Parse(File.ReadAllText(_folder["run/report.json"]))!;
        ((int)report["leftOutPairs"]!).ShouldBe(3);
        ((int)report["leftOutQuestions"]!).ShouldBe(2, "an empty cell is no question");
    }

    [Fact]
    public void Everything_wrong_with_the_settings_is_said_at_once()
    {
        var settings = Settings();
        var wrong = settings with
        {
            Steps = 0,
            Losses = [new LossSettings("quadratic", -1)],
            Data = settings.Data with { Pairs = [] },
            Dev = settings.Dev with { Patience = 0 },
            Mining = settings.Mining with { PerQuestion = 0 },
        };
        var message = Should.Throw<InvalidDataException>(() => wrong.Check("settings.json")).Message;
        foreach (var part in (string[])["settings.json", "kind is 'quadratic'", "weight of quadratic is -1", "pairs is empty", "patience is 0; it must be 1 or more", "perQuestion is 0", "steps is 0; it must be 1 or more"])
        {
            message.ShouldContain(part);
        }
    }

    public void Dispose() => _folder.Dispose();

    private TrainingSettings Settings() => new()
    {
        Model = _folder["model"],
        Losses = [new LossSettings("ranking"), new LossSettings("cosine-order", 0.5), new LossSettings("similarity-distillation", 2)],
        Data = new DataSettings
        {
            Pairs = [_folder["train.tsv"]],
            Questions = _folder["questions.tsv"],
            PairsPerBatch = 4,
            MinedPerBatch = 2,
            MadePerBatch = 2,
            MadeSets = 20,
            UnjudgedPerBatch = 2,
        },
        Dev = new DevSettings { Pairs = _folder["dev.tsv"], EverySteps = 5, MadeSets = 20 },
        Mining = new MiningSettings { LeastSimilarity = -1, MostSimilarity = 1, RelativeMargin = 1, EverySteps = 10 },
        Steps = 20,
        LearningRate = 1e-3,
    };

    private Task<ModelDirectory> RunAsync(
        TrainingSettings settings, string run, Action<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Trainer.RunAsync(settings, _folder[run], torch.CPU, progress ?? (_ => { }), TimeProvider.System, cancellationToken);

    // How many steps are done, whether the training ends or is ended.
    private async Task<int> StepsOfAsync(TrainingSettings settings, string run, int? endedAfter = null)
    {
        using var stop = new CancellationTokenSource();
        var steps = 0;
        var training = RunAsync(settings, run, progress =>
        {
            if (progress.Loss is not null && ++steps == endedAfter)
            {
                stop.Cancel();
            }
        }, stop.Token);
        await (endedAfter is null ? (Task)training : Should.ThrowAsync<OperationCanceledException>(training));
        return steps;
    }

    private string Neighbours(string run, int questions) => File.ReadAllText(_folder[$"{run}/neighbours-{questions}.json"]);

    private JsonNode Origin(string run) => JsonNode.Parse(File.ReadAllText(_folder[$"{run}/origin.json"]))!;

    private double[] Losses(string run) => [.. Parts(run).Select(parts => parts[0])];

    // Of each step, the whole loss and its parts.
    private IEnumerable<double[]> Parts(string run) => File.ReadLines(_folder[$"{run}/steps.tsv"]).Skip(1)
        .Select(row => Array.ConvertAll(row.Split('\t')[1..], part => double.Parse(part, CultureInfo.InvariantCulture)));

    private byte[] Weights(string run) => File.ReadAllBytes(_folder[$"{run}/checkpoint/weights.safetensors"]);
}
