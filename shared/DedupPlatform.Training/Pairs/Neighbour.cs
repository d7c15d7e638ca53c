namespace DedupPlatform.Training.Pairs;

/// <summary>A question near another one.</summary>
/// <param name="Place">Its place among the questions that are compared.</param>
/// <param name="Similarity">How alike the two are, at most 1; the cosine, where they are compared by vectors.</param>
public readonly record struct Neighbour(int Place, float Similarity);
