using System.ComponentModel.DataAnnotations;
using DedupPlatform.Contracts;
using DedupPlatform.Encoding;

namespace DedupPlatform.Hosting;

/// <summary>The similarity from which a stored question counts as a duplicate; section <c>Duplicates</c>.</summary>
public sealed class DuplicateOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Duplicates";

    // Cautious, for an uncalibrated model: better to miss a duplicate than to cry wolf.
    private const float Uncalibrated = 0.9f;

    /// <summary>The minimum similarity of a candidate, 0 to 1, unless the site or the request sets its own.</summary>
    /// <value>The default is the threshold that the model was calibrated to, or 0.9 for a model without a calibration.</value>
    [Range(0f, 1f, ErrorMessage = "It must be a similarity from 0 to 1.")]
    public float? Threshold { get; set; }

    /// <summary>Thresholds of individual sites, 0 to 1, by the site's name.</summary>
    /// <value>None by default.</value>
    public Dictionary<string, float> Sites { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The minimum similarity, −1 to 1, of a candidate on this site: the site's own, else the configured one, else the model's,
    /// else 0.9.
    /// </summary>
    public float ThresholdOf(string site, Calibration? calibration) =>
        Sites.TryGetValue(site, out var threshold) ? threshold : Threshold ?? calibration?.Threshold ?? Uncalibrated;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
    [
        .. from site in Sites
           where site.Value is not (>= 0 and <= 1)
           select new ValidationResult($"{Section}:{nameof(Sites)}:{site.Key} is '{site.Value}'. It must be a similarity from 0 to 1."),
        .. from name in Sites.Keys
           where !QuestionRules.IsSite(name.ToLowerInvariant())
           select new ValidationResult($"{Section}:{nameof(Sites)}:{name} is for no site: a site's name has only a-z 0-9 - _ . and not just one or two dots."),
    ];
}
