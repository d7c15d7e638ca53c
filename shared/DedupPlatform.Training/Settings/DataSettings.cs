namespace DedupPlatform.Training.Settings;

/// <summary>What is learned from, and how much of each kind a batch holds.</summary>
public sealed record DataSettings
{
    /// <summary>Files of judged pairs: tab-separated, with the header <c>text_a text_b label</c>.</summary>
    public IReadOnlyList<string> Pairs { get; set; } = [];

    /// <summary>A file of questions nobody has judged: tab-separated, the column <c>text</c> first; may be gzipped.</summary>
    public string? Questions { get; set; }

    /// <summary>How many of them are drawn, 0 or more. 50,000 by default.</summary>
    public int QuestionSample { get; set; } = 50_000;

    /// <summary>How many made sets are made, 0 or more. 20,000 by default.</summary>
    public int MadeSets { get; set; } = 20_000;

    /// <summary>Files with questions that training must never see, whatever their columns: evaluation data. Questions found there are taken out.</summary>
    public IReadOnlyList<string> HeldOut { get; set; } = [];

    /// <summary>Judged pairs per batch, 0 to 4,096. 16 by default.</summary>
    public int PairsPerBatch { get; set; } = 16;

    /// <summary>Questions with mined hard negatives per batch, 0 to 4,096. 6 by default.</summary>
    public int MinedPerBatch { get; set; } = 6;

    /// <summary>Made sets per batch, 0 to 4,096. 6 by default.</summary>
    public int MadePerBatch { get; set; } = 6;

    /// <summary>Judged duplicates with small changes to them, per batch, 0 to 4,096. 0 by default.</summary>
    public int ChangedPerBatch { get; set; }

    /// <summary>Unjudged questions with small changes to them, per batch, 0 to 4,096. 0 by default.</summary>
    public int ChangedUnjudgedPerBatch { get; set; }

    /// <summary>Unjudged questions with their neighbours per batch, for distillation, 0 to 4,096. 4 by default.</summary>
    public int UnjudgedPerBatch { get; set; } = 4;

    /// <summary>Neighbours of each of them, 0 to 100. 3 by default.</summary>
    public int Neighbours { get; set; } = 3;

    /// <summary>
    /// The share of a batch's questions that the encoder reads with an error of typing, 0 to 1. The teacher reads them as they are, so that an encoder that
    /// is its own teacher learns to read over such errors. 0 by default.
    /// </summary>
    /// <remarks>Zhuang, Zuccon, CharacterBERT and Self-Teaching for Improving the Robustness of Dense Retrievers on Queries with Typos, SIGIR 2022.</remarks>
    public double Misspelt { get; set; }

    internal IEnumerable<string> Faults() => SettingRanges.Faults("data: ",
        ("questionSample", QuestionSample, 0, int.MaxValue),
        ("madeSets", MadeSets, 0, int.MaxValue),
        ("pairsPerBatch", PairsPerBatch, 0, 4096),
        ("minedPerBatch", MinedPerBatch, 0, 4096),
        ("madePerBatch", MadePerBatch, 0, 4096),
        ("changedPerBatch", ChangedPerBatch, 0, 4096),
        ("changedUnjudgedPerBatch", ChangedUnjudgedPerBatch, 0, 4096),
        ("unjudgedPerBatch", UnjudgedPerBatch, 0, 4096),
        ("neighbours", Neighbours, 0, 100),
        ("misspelt", Misspelt, 0, 1)).Concat(WhatIsMissing());

    private IEnumerable<string> WhatIsMissing()
    {
        if (PairsPerBatch + MinedPerBatch + MadePerBatch + ChangedPerBatch + ChangedUnjudgedPerBatch + UnjudgedPerBatch == 0)
        {
            yield return "data: a batch is empty; one of pairsPerBatch, minedPerBatch, madePerBatch, changedPerBatch, changedUnjudgedPerBatch and unjudgedPerBatch must be above 0.";
        }

        if (Pairs.Count == 0 && PairsPerBatch + MinedPerBatch + ChangedPerBatch > 0)
        {
            yield return "data: pairs is empty, but pairsPerBatch, minedPerBatch or changedPerBatch asks for judged pairs; name a file or set all three to 0.";
        }

        if (Questions is null && UnjudgedPerBatch + ChangedUnjudgedPerBatch > 0)
        {
            yield return "data: questions is missing, but unjudgedPerBatch or changedUnjudgedPerBatch asks for unjudged questions; name a file or set both to 0.";
        }
    }
}
