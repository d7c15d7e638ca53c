using System.CommandLine;
using DedupPlatform.Training.Calibrating;

namespace DedupPlatform.Cli.Quality;

/// <summary>What <c>dedup calibrate</c> measures, how it chooses, and where its choice goes.</summary>
internal sealed class CalibrationOptions
{
    public CalibrationOptions()
    {
        Precision.Description = "Choose the threshold that finds most with at least this precision on these pairs; 0.98, at most 2 % wrong, by default. On others expect about twice as many wrong.";
        Precision.DefaultValueFactory = _ => 0.98;
        Method.Description = "How probabilities are learned: isotonic, for some thousand pairs, or platt, for a few hundred; isotonic by default.";
        BestF1.Excludes(Precision, "--precision and --best-f1 exclude each other.");
        Site.Validators.Add(result => CommonOptions.CheckSite(result, name => name.ToLowerInvariant()));
        Out.Needs(Site, "--out is for a site: name it with --site.");
        foreach (var option in (Option[])[Method, Source])
        {
            option.Excludes(Site, $"{option.Name} is for the model's calibration, which --site leaves as it is.");
        }
    }

    public Option<string> Model { get; } = CommonOptions.Model();

    public Option<string> Pairs { get; } = CommonOptions.Pairs();

    public Option<double> Precision { get; } = CommonOptions.Of<double>("--precision", "share", "above 0 and at most 1", TryParseShare);

    public Option<bool> BestF1 { get; } = new("--best-f1") { Description = "Choose the threshold of the best F1 instead." };

    public Option<double?> Prevalence { get; } = CommonOptions.Prevalence("The share of duplicates among what checks compare; by default that of the pairs.");

    public Option<CurveFit?> Method { get; } = CommonOptions.Of<CurveFit?>("--method", "isotonic|platt", "isotonic or platt", TryParseFit);

    public Option<string?> Source { get; } = new("--source")
    {
        Description = "What the pairs are, for the readers of calibration.json; by default the file's name.",
        HelpName = "text",
    };

    public Option<string?> Site { get; } = new("--site")
    {
        Description = "Choose the threshold of one site, and leave the model's calibration as it is.",
        HelpName = "name",
    };

    public Option<string> Out { get; } = CommonOptions.Path(
        "--out", "file", "The appsettings.json that takes the site's threshold; without it the setting is printed.", isRequired: false);

    private static bool TryParseFit(string text, out CurveFit? fit)
    {
        fit = text.ToLowerInvariant() switch { "isotonic" => IsotonicRegression.Fit, "platt" => PlattScaling.Fit, _ => null };
        return fit is not null;
    }

    private static bool TryParseShare(string text, out double share) =>
        CommonOptions.TryParseNumber(text, out share) && share is > 0 and <= 1;
}
