using DedupPlatform.Encoding;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting;

/// <summary>The threshold of every site, and what a similarity means as a probability.</summary>
public sealed class DuplicateThresholds
{
    private readonly DuplicateOptions _options;
    private readonly Calibration? _calibration;
    private readonly float _default;

    /// <exception cref="OptionsValidationException">The model is not calibrated and no threshold is configured.</exception>
    public DuplicateThresholds(IOptions<DuplicateOptions> options, QuestionEncoder encoder)
    {
        _options = options.Value;
        _calibration = encoder.Calibration;
        _default = _options.Threshold ?? _calibration?.Threshold ?? throw new OptionsValidationException(
            "Duplicates", typeof(DuplicateOptions),
            [$"Duplicates:Threshold is not set, and model {encoder.Model} has no {Calibration.FileName}. Set a similarity from 0 to 1, or calibrate the model."]);
    }

    /// <summary>The least similarity, 0 to 1, of a candidate on this site.</summary>
    public float Of(string site) => _options.Sites.TryGetValue(site, out var threshold) ? threshold : _default;

    /// <summary>The calibrated probability, 0 to 1, behind a similarity; <see langword="null"/> where the model is not calibrated.</summary>
    public float? Probability(float similarity) => _calibration?.Probability(similarity);
}
