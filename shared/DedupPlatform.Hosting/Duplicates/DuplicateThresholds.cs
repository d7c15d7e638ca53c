using DedupPlatform.Encoding;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting;

/// <summary>From which similarity on a stored question is shown, for each site.</summary>
public sealed class DuplicateThresholds(IOptions<DuplicateOptions> options)
{
    /// <summary>The least similarity, −1 to 1, of a candidate on this site: the site's own, else the configured one, else the model's.</summary>
    public float Of(string site, Calibration? calibration) =>
        options.Value.Sites.TryGetValue(site, out var threshold) ? threshold : options.Value.Threshold ?? calibration?.Threshold ?? Uncalibrated;

    // Cautious, for a model nobody has calibrated: better to miss a duplicate than to cry wolf.
    private const float Uncalibrated = 0.9f;
}
