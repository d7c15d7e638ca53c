using DedupPlatform.Encoding;

namespace DedupPlatform.Training.Calibrating;

/// <summary>The probability behind a similarity, learned from judged pairs as a logistic curve: two parameters, so a few pairs will do.</summary>
public static class PlattScaling
{
    private const int Knots = 33;
    private const int MostSteps = 100;

    /// <summary>
    /// p = 1 / (1 + exp(−(a · similarity + b))), by maximum likelihood with the targets (n₊ + 1) / (n₊ + 2) and 1 / (n₋ + 2)
    /// (Platt, Advances in Large Margin Classifiers, 1999), by Newton's method with backtracking (Lin, Lin, Weng, Machine Learning 68, 2007).
    /// </summary>
    /// <param name="scores">One similarity per pair.</param>
    /// <param name="labels">One label per score: <see langword="true"/> for a duplicate.</param>
    /// <returns>33 knots of the curve between the lowest and the highest similarity; one knot if duplicates do not score higher.</returns>
    /// <exception cref="ArgumentException">There are no pairs, or the lengths differ.</exception>
    public static IReadOnlyList<CalibrationPoint> Fit(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        if (scores.IsEmpty || scores.Length != labels.Length)
        {
            throw new ArgumentException($"There are {scores.Length} scores and {labels.Length} labels.", nameof(labels));
        }

        var (positives, negatives) = (labels.Count(true), labels.Count(false));
        var targets = new double[scores.Length];
        for (var i = 0; i < targets.Length; i++)
        {
            targets[i] = labels[i] ? (positives + 1.0) / (positives + 2) : 1.0 / (negatives + 2);
        }

        var line = Maximise(scores, targets, new Line(0, Math.Log((positives + 1.0) / (negatives + 1))));
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var score in scores)
        {
            (low, high) = (Math.Min(low, score), Math.Max(high, score));
        }

        return line.Slope <= 0 || low == high
            ? [new CalibrationPoint(low, (float)targets.Average())]
            : [.. Enumerable.Range(0, Knots).Select(i => low + (high - low) * i / (Knots - 1)).Distinct()
                .Select(similarity => new CalibrationPoint(similarity, (float)line.Probability(similarity)))];
    }

    private static Line Maximise(ReadOnlySpan<float> scores, double[] targets, Line line)
    {
        var loss = Loss(scores, targets, line);
        for (var step = 0; step < MostSteps; step++)
        {
            var (da, db, aa, ab, bb) = (0.0, 0.0, 1e-12, 0.0, 1e-12);
            for (var i = 0; i < scores.Length; i++)
            {
                var p = line.Probability(scores[i]);
                var (error, curvature) = (p - targets[i], p * (1 - p));
                da += error * scores[i];
                db += error;
                aa += curvature * scores[i] * scores[i];
                ab += curvature * scores[i];
                bb += curvature;
            }

            var determinant = aa * bb - ab * ab;
            var newton = new Line((bb * da - ab * db) / determinant, (aa * db - ab * da) / determinant);
            var (next, nextLoss) = (line, loss);
            for (var size = 1.0; size > 1e-10 && nextLoss >= loss; size /= 2)
            {
                next = new Line(line.Slope - size * newton.Slope, line.Offset - size * newton.Offset);
                nextLoss = Loss(scores, targets, next);
            }

            if (!(nextLoss < loss))
            {
                return line;
            }

            (line, loss) = (next, nextLoss);
        }

        return line;
    }

    // The cross entropy −t · ln p − (1 − t) · ln(1 − p) = softplus(z) − t · z, without overflow.
    private static double Loss(ReadOnlySpan<float> scores, double[] targets, Line line)
    {
        var sum = 0.0;
        for (var i = 0; i < scores.Length; i++)
        {
            var z = line.At(scores[i]);
            sum += Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z))) - targets[i] * z;
        }

        return sum;
    }

    private readonly record struct Line(double Slope, double Offset)
    {
        public double At(double similarity) => Slope * similarity + Offset;

        public double Probability(double similarity) => 1 / (1 + Math.Exp(-At(similarity)));
    }
}
