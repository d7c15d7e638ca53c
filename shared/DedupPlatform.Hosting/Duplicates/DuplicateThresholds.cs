using DedupPlatform.Encoding;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting;

/// <summary>The similarity from which a stored question is shown, for each site.</summary>
public sealed class DuplicateThresholds(IOptions<DuplicateOptions> options)
{
    /// <summary>
    /// The minimum similarity, −1 to 1, of a candidate on this site: the site's own, else the configured one, else the model's,
    /// else 0.9.
    /// </summary>
    public float Of(string site, Calibration? calibration) =>
        options.Value.Sites.TryGetValue(site, out var threshold) ? threshold : options.Value.Threshold ?? calibration?.Threshold ?? Uncalibrated;

    // Cautious, for an uncalibrated model: better to miss a duplicate than to cry wolf.
    private const float Uncalibrated = 0.9f;
}
