namespace DedupPlatform.Training.MadeQuestions;

/// <summary>The words that may fill a slot.</summary>
/// <param name="Columns">The names of a word's forms; the first is the one meant when none is named.</param>
/// <param name="Words">Each word as one cell for each column.</param>
internal sealed record Slot(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Words);
