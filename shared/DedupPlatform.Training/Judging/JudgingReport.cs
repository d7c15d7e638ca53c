namespace DedupPlatform.Training.Judging;

/// <summary>The result of judging.</summary>
/// <param name="Path">The file of the pairs whose judgement is certain enough.</param>
/// <param name="Near">How many pairs were judged at all.</param>
/// <param name="SiameseShare">The weight of the Siamese encoder's cosine in a judgement, 0 to 1: the one that ranks the development pairs best.</param>
/// <param name="DevPairs">How many development pairs it was measured on.</param>
/// <param name="AveragePrecision">What the two encoders together reach on the development pairs.</param>
/// <param name="Duplicates">How many were called duplicates.</param>
/// <param name="Different">How many were called different.</param>
public sealed record JudgingReport(string Path, int Near, float SiameseShare, int DevPairs, double AveragePrecision, int Duplicates, int Different);
