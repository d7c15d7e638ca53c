using DedupPlatform.Training.Settings;

namespace DedupPlatform.Training.Losses;

/// <summary>One loss of a training; several are added up, each multiplied by its weight.</summary>
/// <param name="Kind">Which loss: one of those that <c>docs/training.md</c> lists.</param>
/// <param name="Weight">Its factor in the sum: above 0, at most 1,000.</param>
public sealed record LossSettings(string Kind, double Weight = 1)
{
    internal static readonly Dictionary<string, LossKind> Kinds = new()
    {
        ["contrastive"] = new((settings, _, _) => new ContrastiveLoss(settings.Margin, settings.Distance), MarginAndDistance),
        ["online-contrastive"] = new((settings, _, _) => new OnlineContrastiveLoss(settings.Margin, settings.Distance), MarginAndDistance),
        ["triplet"] = new((settings, _, _) => new TripletLoss(settings.Margin, settings.Distance), MarginAndDistance),
        ["ranking"] = new((settings, _, _) => new RankingLoss(settings.Temperature, settings.Symmetric), TemperatureAndAnchor),
        ["cosine-order"] = new((settings, _, _) => new CosineOrderLoss(settings.Temperature), TemperatureAlone),
        ["pair-order"] = new((settings, _, _) => new PairOrderLoss(settings.Temperature), TemperatureAlone),
        ["vector-distillation"] = new(
            (_, dimension, teacherDimension) => new VectorDistillationLoss(dimension, teacherDimension), Nothing, NeedsTeacher: true),
        ["similarity-distillation"] = new((_, _, _) => new SimilarityDistillationLoss(), Nothing, NeedsTeacher: true),
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
    internal bool NeedsTeacher => Kinds[Kind].NeedsTeacher;

    /// <summary>The settings that its kind uses, in words that each begin with a comma.</summary>
    internal string Used => Kinds[Kind].Used(this);

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
    internal Loss Create(int dimension, int teacherDimension) => Kinds[Kind].Create(this, dimension, teacherDimension);

    private static string MarginAndDistance(LossSettings settings) => $", margin {settings.Margin}, {settings.Distance} distance";

    private static string TemperatureAlone(LossSettings settings) => $", temperature {settings.Temperature}";

    private static string TemperatureAndAnchor(LossSettings settings) =>
        $"{TemperatureAlone(settings)}, {(settings.Symmetric ? "both questions" : "the first question")} of a duplicate as anchor";

    private static string Nothing(LossSettings settings) => "";

    /// <param name="Create">Makes the loss from its settings, the student's dimension and the teacher's.</param>
    /// <param name="Used">The settings that it uses, in words that each begin with a comma.</param>
    /// <param name="NeedsTeacher">Whether it compares with a teacher.</param>
    internal sealed record LossKind(Func<LossSettings, int, int, Loss> Create, Func<LossSettings, string> Used, bool NeedsTeacher = false);
}
