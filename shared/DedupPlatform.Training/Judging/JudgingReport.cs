namespace DedupPlatform.Training.Judging;

/// <summary>What came of judging.</summary>
/// <param name="Path">The file of the pairs whose judgement is certain enough.</param>
/// <param name="Near">How many pairs were judged at all.</param>
/// <param name="SiameseShare">What the Siamese encoder's cosine counts beside the cross-encoder, 0 to 1: what ranks the development pairs best.</param>
/// <param name="DevPairs">How many development pairs it was measured by.</param>
/// <param name="AveragePrecision">What the two encoders together reach on the development pairs.</param>
/// <param name="Duplicates">How many were called duplicates.</param>
/// <param name="Different">How many were called different.</param>
public sealed record JudgingReport(string Path, int Near, float SiameseShare, int DevPairs, double AveragePrecision, int Duplicates, int Different);
