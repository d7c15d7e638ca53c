namespace DedupPlatform.Training.Mining;

/// <summary>A question near another one.</summary>
/// <param name="Place">Its place in the pool.</param>
/// <param name="Similarity">The cosine.</param>
public readonly record struct Neighbour(int Place, float Similarity);
