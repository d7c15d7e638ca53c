using DedupPlatform.Training.Calibrating;

namespace DedupPlatform.Cli.Quality;

/// <summary>How a curve from similarity to probability is learned.</summary>
internal enum CalibrationMethod
{
    Isotonic,
    Platt,
}

internal static class CalibrationMethods
{
    public static bool TryParse(string text, out CalibrationMethod method) =>
        Enum.TryParse(text, ignoreCase: true, out method) && Enum.GetNames<CalibrationMethod>().Contains(text, StringComparer.OrdinalIgnoreCase);

    public static CurveFit Fit(this CalibrationMethod method) => method switch
    {
        CalibrationMethod.Platt => PlattScaling.Fit,
        _ => IsotonicRegression.Fit,
    };
}
