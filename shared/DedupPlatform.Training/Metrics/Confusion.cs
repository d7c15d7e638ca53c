namespace DedupPlatform.Training.Metrics;

/// <summary>How a threshold sorts judged pairs. A pair at or above the threshold is shown as a duplicate.</summary>
/// <param name="TruePositives">Duplicates that are shown.</param>
/// <param name="FalsePositives">Others that are shown.</param>
/// <param name="FalseNegatives">Duplicates that are not shown.</param>
/// <param name="TrueNegatives">Others that are not shown.</param>
public readonly record struct Confusion(int TruePositives, int FalsePositives, int FalseNegatives, int TrueNegatives)
{
    /// <summary>TP / (TP + FP): the share of the shown pairs that are duplicates; 0 if nothing is shown.</summary>
    public double Precision => Share(TruePositives, TruePositives + FalsePositives);

    /// <summary>TP / (TP + FN): the share of the duplicates that are shown; 0 if there are none.</summary>
    public double Recall => Share(TruePositives, TruePositives + FalseNegatives);

    /// <summary>2 TP / (2 TP + FP + FN): the harmonic mean of precision and recall (van Rijsbergen, Information Retrieval, 1979).</summary>
    public double F1 => Share(2 * TruePositives, 2 * TruePositives + FalsePositives + FalseNegatives);

    /// <summary>(TP + TN) / all: the share of the pairs that are classified correctly.</summary>
    public double Accuracy => Share(TruePositives + TrueNegatives, TruePositives + FalsePositives + FalseNegatives + TrueNegatives);

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
