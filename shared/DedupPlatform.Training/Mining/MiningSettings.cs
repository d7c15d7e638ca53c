using DedupPlatform.Training.Settings;

namespace DedupPlatform.Training.Mining;

/// <summary>Which stored questions serve as hard negatives of a question that has a duplicate.</summary>
public sealed record MiningSettings
{
    /// <summary>The least similarity to the question, −1 to 1: less similar ones are easy. 0.45 by default.</summary>
    public double LeastSimilarity { get; set; } = 0.45;

    /// <summary>The greatest similarity to the question, −1 to 1: more similar ones are often unjudged duplicates. 0.88 by default.</summary>
    public double MostSimilarity { get; set; } = 0.88;

    /// <summary>How much less similar than the question's duplicate a negative must be, 0 to 1. 0 by default.</summary>
    public double Margin { get; set; }

    /// <summary>The greatest share of the duplicate's similarity that a negative may have, above 0, at most 1. 0.97 by default.</summary>
    public double RelativeMargin { get; set; } = 0.97;

    /// <summary>Hard negatives per question, 1 to 100. 3 by default.</summary>
    public int PerQuestion { get; set; } = 3;

    /// <summary>From how many of the nearest questions they are drawn, 1 to 1,000. 30 by default.</summary>
    public int Nearest { get; set; } = 30;

    /// <summary>Judged duplicates to mine for, each time, 1 or more. 12,000 by default.</summary>
    public int Questions { get; set; } = 12_000;

    /// <summary>How many questions are searched, 1 or more, but at least two for each judged duplicate mined for; at the start all of them, if the encoder is its own teacher. 40,000 by default.</summary>
    public int Pool { get; set; } = 40_000;

    /// <summary>After how many steps mining is repeated with the encoder as it is then, 1 or more. 1,500 by default.</summary>
    public int EverySteps { get; set; } = 1_500;

    internal IEnumerable<string> Faults()
    {
        if (!(LeastSimilarity >= -1 && LeastSimilarity < MostSimilarity && MostSimilarity <= 1))
        {
            yield return $"mining: leastSimilarity is {LeastSimilarity} and mostSimilarity {MostSimilarity}; they must rise, from -1 to 1.";
        }

        if (Nearest < PerQuestion || Nearest > 1000)
        {
            yield return $"mining: nearest is {Nearest}; it must be perQuestion ({PerQuestion}) up to 1000.";
        }

        foreach (var fault in SettingRanges.Faults("mining: ",
            ("margin", Margin, 0, 1),
            ("relativeMargin", RelativeMargin, double.Epsilon, 1),
            ("perQuestion", PerQuestion, 1, 100),
            ("questions", Questions, 1, int.MaxValue),
            ("pool", Pool, 1, int.MaxValue),
            ("everySteps", EverySteps, 1, int.MaxValue)))
        {
            yield return fault;
        }
    }
}
