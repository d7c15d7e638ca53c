using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.MadeQuestions;

/// <summary>A pair of made questions.</summary>
/// <param name="Kind">The kind of the set it comes from.</param>
/// <param name="Pair">Two wordings of a set, or a wording and a change.</param>
public sealed record MadePair(string Kind, JudgedPair Pair);
