namespace DedupPlatform.Training.Evaluating;

/// <summary>A text that a check shows.</summary>
/// <param name="Place">The place of the text in the list.</param>
/// <param name="Similarity">How alike it is to what was asked.</param>
public readonly record struct Candidate(int Place, float Similarity);
