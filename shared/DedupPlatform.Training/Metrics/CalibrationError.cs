namespace DedupPlatform.Training.Metrics;

/// <summary>How far predicted probabilities are from what happens.</summary>
public static class CalibrationError
{
    private const int Bins = 10;

    /// <summary>
    /// The expected calibration error: ECE = Σ (nᵦ / n) · |share of duplicates in bin b − mean probability in bin b| over bins of equal
    /// width (Naeini, Cooper, Hauskrecht, AAAI 2015; Guo et al., ICML 2017). 0 is perfect.
    /// </summary>
    /// <param name="probabilities">One per pair, 0 to 1.</param>
    /// <param name="labels">One per probability: <see langword="true"/> for a duplicate.</param>
    /// <exception cref="ArgumentException">There are no pairs, the lengths differ, or a probability is outside 0 to 1.</exception>
    public static double Expected(ReadOnlySpan<float> probabilities, ReadOnlySpan<bool> labels)
    {
        if (probabilities.IsEmpty || probabilities.Length != labels.Length)
        {
            throw new ArgumentException($"There are {probabilities.Length} probabilities and {labels.Length} labels.", nameof(labels));
        }

        // The counts of a bin cancel: n_b / n · |k_b / n_b − Σp / n_b| = |k_b − Σp| / n.
        var excess = new double[Bins];
        for (var i = 0; i < probabilities.Length; i++)
        {
            if (probabilities[i] is not (>= 0 and <= 1))
            {
                throw new ArgumentException($"probabilities[{i}] is {probabilities[i]}; it must lie between 0 and 1.", nameof(probabilities));
            }

            excess[Math.Min((int)(probabilities[i] * Bins), Bins - 1)] += (labels[i] ? 1 : 0) - probabilities[i];
        }

        return excess.Sum(Math.Abs) / probabilities.Length;
    }
}
