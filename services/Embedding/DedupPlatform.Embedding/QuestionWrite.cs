using System.Diagnostics;
using DedupPlatform.VectorIndex;

namespace DedupPlatform.Embedding;

/// <summary>A question on its way into one generation, and the span it is in, if it is traced.</summary>
internal sealed record QuestionWrite(IndexedQuestion Question, Activity? Activity);
