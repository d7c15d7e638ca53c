namespace DedupPlatform.Training.MadeQuestions;

/// <summary>One meaning in several wordings, and its near misses.</summary>
/// <param name="Kind">What the changes change, such as <c>negation</c>: the name of the file that holds the frame.</param>
/// <param name="Meaning">Equal for sets made from one frame with the same words in the slots that all wordings have: their wordings may mean the same.</param>
/// <param name="Wordings">One or more questions, any two of them duplicates.</param>
/// <param name="Changes">Questions that each differ from every wording by a small change of meaning; nothing is said about whether two of them mean the same.</param>
public sealed record MadeSet(string Kind, string Meaning, IReadOnlyList<string> Wordings, IReadOnlyList<string> Changes);
