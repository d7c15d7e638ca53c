namespace DedupPlatform.Training.Evaluating;

/// <summary>What a check shows.</summary>
/// <param name="Place">The text, by its place.</param>
/// <param name="Similarity">How alike it is to what was asked.</param>
public readonly record struct Candidate(int Place, float Similarity);
