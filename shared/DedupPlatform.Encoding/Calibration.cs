using System.Text.Json;
using System.Text.Json.Serialization;

namespace DedupPlatform.Encoding;

/// <summary>What a model's similarities mean: the threshold to show candidates at, and the probability behind a similarity.</summary>
/// <remarks>
/// Stored with the model as <c>calibration.json</c>; measured on judged pairs. Figures of those pairs flatter it.
/// </remarks>
public sealed record Calibration
{
    /// <summary>The name of the file within a model directory.</summary>
    public const string FileName = "calibration.json";

    /// <summary>The minimum similarity (cosine, −1 to 1) at which a candidate is shown.</summary>
    public required float Threshold { get; init; }

    /// <summary>Similarity → probability: knots of a monotone piecewise linear curve, by ascending similarity; at least one.</summary>
    public required IReadOnlyList<CalibrationPoint> Curve { get; init; }

    /// <summary>The judged pairs it was measured on, and how <see cref="Threshold"/> was chosen: a sentence for the reader.</summary>
    public required string Source { get; init; }

    /// <summary>The calibrated probability, 0 to 1, that two questions of this similarity mean the same.</summary>
    public float Probability(float similarity)
    {
        var upper = 0;
        while (upper < Curve.Count && Curve[upper].Similarity < similarity)
        {
            upper++;
        }

        if (upper == 0 || upper == Curve.Count)
        {
            return Curve[Math.Min(upper, Curve.Count - 1)].Probability;
        }

        var (left, right) = (Curve[upper - 1], Curve[upper]);
        var share = (similarity - left.Similarity) / (right.Similarity - left.Similarity);
        return float.Lerp(left.Probability, right.Probability, share);
    }

    /// <summary>Reads and checks a calibration file.</summary>
    /// <exception cref="InvalidModelException">The file cannot be read or is not a calibration.</exception>
    public static Calibration Load(string path)
    {
        var calibration = ModelJson.Read(path, CalibrationJson.Default.Calibration);
        calibration.Check(path);
        return calibration;
    }

    /// <summary>Writes or replaces the file that <see cref="Load"/> reads: whoever reads it meanwhile sees the old one, complete.</summary>
    /// <exception cref="InvalidModelException">It would not be a calibration; nothing is written.</exception>
    public void Save(string path)
    {
        Check(path);
        AtomicFile.Write(path, file =>
        {
            JsonSerializer.Serialize(file, this, CalibrationJson.Default.Calibration);
            file.Write("\n"u8);
        });
    }

    private void Check(string path)
    {
        if (Threshold is not (>= -1 and <= 1))
        {
            throw new InvalidModelException(path, $"threshold is {Threshold}; it must lie between -1 and 1.");
        }

        for (var i = 0; i < Curve.Count; i++)
        {
            if (Curve[i].Similarity is not (>= -1 and <= 1) || Curve[i].Probability is not (>= 0 and <= 1) || (i > 0
                && (Curve[i].Similarity <= Curve[i - 1].Similarity || Curve[i].Probability < Curve[i - 1].Probability)))
            {
                throw new InvalidModelException(
                    path, $"curve[{i}] must have a similarity from -1 to 1 and a probability from 0 to 1, and rise from its predecessor.");
            }
        }

        if (Curve.Count == 0)
        {
            throw new InvalidModelException(path, "curve is empty; it needs at least one point.");
        }
    }
}

/// <summary>A knot of the calibration curve.</summary>
/// <param name="Similarity">Cosine, −1 to 1.</param>
/// <param name="Probability">0 to 1.</param>
public readonly record struct CalibrationPoint(float Similarity, float Probability);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Calibration))]
internal sealed partial class CalibrationJson : JsonSerializerContext;
