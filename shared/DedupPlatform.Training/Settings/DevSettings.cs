namespace DedupPlatform.Training.Settings;

/// <summary>What a training is measured by while it runs. The best measurement decides which weights are kept.</summary>
public sealed record DevSettings
{
    /// <summary>A file of judged pairs that share no duplicate group with the training data.</summary>
    public required string Pairs { get; init; }

    /// <summary>How many of them are measured, 10 or more. 1,500 by default.</summary>
    public int PairSample { get; set; } = 1_500;

    /// <summary>Made sets, their slots filled with other words than those of training, 0 or more. 400 by default.</summary>
    public int MadeSets { get; set; } = 400;

    /// <summary>The weight of made questions against judged pairs, 0 to 1. 0.3 by default.</summary>
    public double MadeShare { get; set; } = 0.3;

    /// <summary>After how many steps a measurement is due, 1 or more. 200 by default.</summary>
    public int EverySteps { get; set; } = 200;

    /// <summary>After how many measurements in a row without improvement training ends, 1 or more. 5 by default.</summary>
    public int Patience { get; set; } = 5;

    internal IEnumerable<string> Faults() => SettingRanges.Faults("dev: ",
        ("pairSample", PairSample, 10, int.MaxValue),
        ("madeSets", MadeSets, 0, int.MaxValue),
        ("madeShare", MadeShare, 0, 1),
        ("everySteps", EverySteps, 1, int.MaxValue),
        ("patience", Patience, 1, int.MaxValue));
}
