namespace DedupPlatform.Training.Judging;

/// <summary>What came of judging.</summary>
/// <param name="Path">The file of the pairs that were judged with certainty.</param>
/// <param name="Near">How many pairs were judged at all.</param>
/// <param name="Duplicates">How many are duplicates with certainty.</param>
/// <param name="Different">How many are different with certainty.</param>
public sealed record JudgingReport(string Path, int Near, int Duplicates, int Different);
