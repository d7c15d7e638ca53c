namespace DedupPlatform.Training.Examples;

/// <summary>What is known of two questions of an example, by their places in it.</summary>
/// <param name="A">One question.</param>
/// <param name="B">The other question.</param>
/// <param name="IsDuplicate">Whether they mean the same.</param>
internal readonly record struct Judgement(int A, int B, bool IsDuplicate);
