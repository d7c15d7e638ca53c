namespace DedupPlatform.Training.MadeQuestions;

/// <summary>One meaning in several wordings, and its near misses.</summary>
/// <param name="Kind">What the changes change, such as <c>negation</c>: the name of the file that the frame stands in.</param>
/// <param name="Meaning">Equal for sets that were made of one frame and the same words: their wordings may mean the same.</param>
/// <param name="Wordings">One or more questions, any two of them duplicates.</param>
/// <param name="Changes">Questions that each differ from every wording by a small change of meaning; whether two of them mean the same is not said.</param>
public sealed record MadeSet(string Kind, string Meaning, IReadOnlyList<string> Wordings, IReadOnlyList<string> Changes);
