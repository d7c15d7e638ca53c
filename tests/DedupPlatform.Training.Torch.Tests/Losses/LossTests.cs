using DedupPlatform.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DedupPlatform.Training.Torch.Tests.Losses;

/// <summary>Each loss against its value worked by hand on <see cref="FourQuestions"/>.</summary>
public sealed class LossTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<LossSettings, double> ByHand => new()
    {
        // distances 0.2 | 0.4, 0.04: (0.2² + (0.5 − 0.4)² + (0.5 − 0.04)²) / 3 / 2
        { new LossSettings("contrastive") { Margin = 0.5 }, 0.0436 },

        // distances √0.4 | √0.8, √0.08: (0.4 + (1 − √0.8)² + (1 − √0.08)²) / 3 / 2
        { new LossSettings("contrastive") { Margin = 1, Distance = PairDistance.Euclidean }, 0.1542434 },

        // 0.2 is farther than the closest other pair, and only 0.04 is closer than the farthest duplicate: 0.2² + (0.5 − 0.04)²
        { new LossSettings("online-contrastive") { Margin = 0.5 }, 0.2516 },

        // (0.2 − 0.4 + 0.3) from question 0, (0.2 − 0.04 + 0.3) from question 1
        { new LossSettings("triplet") { Margin = 0.3 }, (0.1 + 0.46) / 2 },

        // from 0: log(1 + e^(1.2−1.6) + e^(0−1.6)); from 1: log(1 + e^(1.92−1.6) + e^(1.2−1.6))
        { new LossSettings("ranking") { Temperature = 0.5 }, (0.6271233 + 1.1143043) / 2 },
        { new LossSettings("ranking") { Temperature = 0.5, Symmetric = false }, 0.6271233 },

        // log(1 + e^((0.6−0.8)/0.5) + e^((0.96−0.8)/0.5))
        { new LossSettings("cosine-order") { Temperature = 0.5 }, 1.1143043 },

        // (log(1 + e^((0.6−0.8)/0.5)) + log(1 + e^((0.96−0.8)/0.5))) / 2
        { new LossSettings("pair-order") { Temperature = 0.5 }, (0.5130153 + 0.8658931) / 2 },
    };

    [Fact]
    public void Every_loss_that_needs_no_teacher_is_worked_by_hand() =>
        ByHand.Select(row => row.Data.Item1.Kind).Distinct()
            .ShouldBe(LossSettings.Kinds.Where(kind => !kind.Value.NeedsTeacher).Select(kind => kind.Key), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(ByHand))]
    public void A_loss_has_the_value_that_its_formula_gives(LossSettings settings, double expected) =>
        settings.Create(2, 0).call(FourQuestions.Batch()).item<float>().ShouldBe((float)expected, 1e-5f);

    [Theory]
    [MemberData(nameof(ByHand))]
    public void Without_judged_pairs_a_loss_is_zero_and_teaches_nothing(LossSettings settings, double _)
    {
        var batch = FourQuestions.Unjudged();
        var loss = settings.Create(2, 0).call(batch);
        loss.backward();
        loss.item<float>().ShouldBe(0);
        batch.Vectors.grad!.abs().sum().item<float>().ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(ByHand))]
    public void A_step_against_the_gradient_makes_a_loss_smaller(LossSettings settings, double before)
    {
        var batch = FourQuestions.Batch();
        settings.Create(2, 0).call(batch).backward();
        var moved = nn.functional.normalize(batch.Vectors.detach() - 0.01 * batch.Vectors.grad!);
        settings.Create(2, 0).call(new EncodedBatch(moved, batch.Duplicates, batch.Different, batch.Presumed)).item<float>().ShouldBeLessThan((float)before);
    }

    [Fact]
    public void A_triplet_is_every_duplicate_of_an_anchor_beside_every_question_that_differs_from_it()
    {
        // Of 0: (0.2 − 0.4, 0.2 − 1, each + 0.9); of 1 likewise: (0.2 − 0.04, 0.2 − 0.4, each + 0.9). Neither 2 nor 3 has a duplicate.
        var batch = FourQuestions.Batch() with { Different = FourQuestions.Pairs((0, 2), (0, 3), (1, 2), (1, 3), (2, 3)) };
        new LossSettings("triplet") { Margin = 0.9 }.Create(2, 0).call(batch).item<float>().ShouldBe((0.7f + 0.1f + 1.06f + 0.7f) / 4, 1e-5f);
    }

    [Fact]
    public void A_triplet_loss_takes_memory_for_the_duplicates_of_a_batch_and_not_for_every_two_questions()
    {
        // A number for every three of these questions would take 256 GB.
        var places = arange(4_000, dtype: ScalarType.Int32);
        var (a, b) = (places.unsqueeze(0), places.unsqueeze(1));
        var duplicates = ((a + 1 == b) & (a % 2 == 0)) | ((b + 1 == a) & (b % 2 == 0));
        var batch = new EncodedBatch(nn.functional.normalize(ones(4_000, 2)), duplicates, (a + b) % 200 == 0, duplicates.logical_not());

        new LossSettings("triplet") { Margin = 0.5 }.Create(2, 0).call(batch).item<float>().ShouldBe(0.5f, 1e-5f);
    }

    [Fact]
    public void Vectors_are_compared_with_those_the_teacher_gave()
    {
        // 1 − 0.6 for question 0, nothing for question 1; the teacher has not read the others.
        var teacher = tensor(new[,] { { 0.6f, 0.8f }, { 0.8f, 0.6f }, { 0f, 0f }, { 0f, 0f } });
        var batch = FourQuestions.Batch() with { Teacher = teacher, Taught = FourQuestions.FirstTwo() };
        new LossSettings("vector-distillation").Create(2, 2).call(batch).item<float>().ShouldBe(0.2f, 1e-6f);
    }

    [Fact]
    public void A_teacher_of_another_width_is_compared_through_a_learned_projection()
    {
        var batch = FourQuestions.Batch() with { Teacher = FourQuestions.AllOne(), Taught = ones(4, dtype: ScalarType.Bool) };
        var loss = new LossSettings("vector-distillation").Create(2, 3);
        var projection = loss.parameters().ShouldHaveSingleItem();
        projection.shape.ShouldBe([3, 2]);
        using (no_grad())
        {
            projection.copy_(tensor(new[,] { { 2f, 0f }, { 0f, 2f }, { 0f, 0f } }));
        }

        // The first components, whatever the length of what is projected: 1 − (1 + 0.8 + 0.6 + 0) / 4
        loss.call(batch).item<float>().ShouldBe(0.4f, 1e-6f);
        loss.call(batch).backward();
        projection.grad!.abs().sum().item<float>().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Similarities_nobody_has_judged_are_kept_as_the_teacher_has_them()
    {
        // To the teacher all are one: (1 − 0)², (1 − 0.6)², (1 − 0.8)² for the pairs with question 3, but it has not read question 1.
        var batch = FourQuestions.Batch() with { Teacher = FourQuestions.AllOne(), Taught = arange(4) != 1 };
        new LossSettings("similarity-distillation").Create(2, 3).call(batch).item<float>().ShouldBe((1f + 0.04f) / 2, 1e-6f);
    }

    public void Dispose() => _scope.Dispose();
}
