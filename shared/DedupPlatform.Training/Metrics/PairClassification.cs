namespace DedupPlatform.Training.Metrics;

/// <summary>How well scores tell duplicates from others: the task "given two questions, do they mean the same?".</summary>
public sealed class PairClassification : PrecisionRecall
{
    /// <param name="scores">One score per pair, higher for more alike; finite.</param>
    /// <param name="labels">One label per score: <see langword="true"/> for a duplicate; both kinds must occur.</param>
    /// <exception cref="ArgumentException">The lengths differ, a score is not finite, or all labels are the same.</exception>
    public PairClassification(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
        : base(scores, labels)
    {
        if (!labels.Contains(false))
        {
            throw new ArgumentException("There must be at least one pair that is no duplicate.", nameof(labels));
        }
    }

    /// <summary>
    /// The probability that a duplicate scores higher than another pair, a tie counting half: the area under the ROC curve
    /// (Hanley, McNeil, Radiology 143, 1982). 1 for a perfect order, 0.5 for a random one.
    /// </summary>
    public double RocAuc => Steps.Sum(step =>
        (double)(step.To.FalsePositives - step.From.FalsePositives) * (step.To.TruePositives + step.From.TruePositives))
        / (2.0 * Cuts[0].Confusion.TrueNegatives * Cuts[0].Confusion.FalseNegatives);

    /// <summary>The cut with the highest accuracy; among several, the one that shows least.</summary>
    public Cut BestAccuracy => Cuts.MaxBy(cut => cut.Confusion.Accuracy);
}
