using DedupPlatform.Training.Settings;

namespace DedupPlatform.Training.Losses;

/// <summary>One loss of a training; several are added up, each multiplied by its weight.</summary>
/// <param name="Kind">
/// <c>contrastive</c>, <c>online-contrastive</c>, <c>triplet</c>, <c>ranking</c>, <c>cosine-order</c>, <c>pair-order</c>,
/// <c>vector-distillation</c> or <c>similarity-distillation</c>.
/// </param>
/// <param name="Weight">Its factor in the sum: above 0, at most 1,000.</param>
public sealed record LossSettings(string Kind, double Weight = 1)
{
    private static readonly Dictionary<string, Func<LossSettings, int, int, Loss>> Kinds = new()
    {
        ["contrastive"] = (settings, _, _) => new ContrastiveLoss(settings.Margin, settings.Distance),
        ["online-contrastive"] = (settings, _, _) => new OnlineContrastiveLoss(settings.Margin, settings.Distance),
        ["triplet"] = (settings, _, _) => new TripletLoss(settings.Margin, settings.Distance),
        ["ranking"] = (settings, _, _) => new RankingLoss(settings.Temperature, settings.Symmetric),
        ["cosine-order"] = (settings, _, _) => new CosineOrderLoss(settings.Temperature),
        ["pair-order"] = (settings, _, _) => new PairOrderLoss(settings.Temperature),
        ["vector-distillation"] = (_, dimension, teacherDimension) => new VectorDistillationLoss(dimension, teacherDimension),
        ["similarity-distillation"] = (_, _, _) => new SimilarityDistillationLoss(),
    };

    /// <summary>The margin of contrastive and triplet losses: above 0, at most 2; 0.5 by default.</summary>
    public double Margin { get; set; } = 0.5;

    /// <summary>The distance of contrastive and triplet losses; cosine by default.</summary>
    public PairDistance Distance { get; set; }

    /// <summary>The temperature of ranking, cosine-order and pair-order losses: above 0, at most 1; 0.05 by default.</summary>
    public double Temperature { get; set; } = 0.05;

    /// <summary>For ranking losses, whether both questions of a duplicate serve as the anchor; true by default.</summary>
    public bool Symmetric { get; set; } = true;

    /// <summary>Whether the loss compares with a teacher.</summary>
    internal bool NeedsTeacher => Kind is "vector-distillation" or "similarity-distillation";

    /// <summary>What is wrong with it, each fault as a sentence that says what is allowed.</summary>
    internal IEnumerable<string> Faults()
    {
        if (!Kinds.ContainsKey(Kind))
        {
            yield return $"losses: kind is '{Kind}'; it must be one of {string.Join(", ", Kinds.Keys)}.";
        }

        foreach (var fault in SettingRanges.Faults("losses: ",
            ($"the weight of {Kind}", Weight, double.Epsilon, 1000),
            ($"the margin of {Kind}", Margin, double.Epsilon, 2),
            ($"the temperature of {Kind}", Temperature, double.Epsilon, 1)))
        {
            yield return fault;
        }
    }

    /// <summary>The loss itself.</summary>
    /// <param name="dimension">The student's dimension.</param>
    /// <param name="teacherDimension">The teacher's; 0 without one.</param>
    internal Loss Create(int dimension, int teacherDimension) => Kinds[Kind](this, dimension, teacherDimension);
}
