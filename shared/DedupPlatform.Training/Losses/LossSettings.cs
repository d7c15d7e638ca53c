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
        if (Kind is not ("contrastive" or "online-contrastive" or "triplet" or "ranking" or "cosine-order" or "pair-order") && !NeedsTeacher)
        {
            yield return $"losses: kind is '{Kind}'; it must be contrastive, online-contrastive, triplet, ranking, cosine-order, pair-order, vector-distillation or similarity-distillation.";
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
    internal Loss Create(int dimension, int teacherDimension) => Kind switch
    {
        "contrastive" => new ContrastiveLoss(Margin, Distance),
        "online-contrastive" => new OnlineContrastiveLoss(Margin, Distance),
        "triplet" => new TripletLoss(Margin, Distance),
        "ranking" => new RankingLoss(Temperature, Symmetric),
        "cosine-order" => new CosineOrderLoss(Temperature),
        "pair-order" => new PairOrderLoss(Temperature),
        "vector-distillation" => new VectorDistillationLoss(dimension, teacherDimension),
        "similarity-distillation" => new SimilarityDistillationLoss(),
        _ => throw new ArgumentException(Faults().First()),
    };
}
