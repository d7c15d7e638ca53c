using DedupPlatform.Encoding;
using DedupPlatform.VectorIndex;

namespace DedupPlatform.Hosting;

/// <summary>A generation of the index together with the encoder that made its vectors: the two are only ever used as a pair.</summary>
/// <param name="Generation">Which one it is.</param>
/// <param name="Encoder">The encoder of its model, whose directory may have been renamed.</param>
/// <param name="Index">Its questions.</param>
public sealed record ServedGeneration(Generation Generation, QuestionEncoder Encoder, IVectorIndex Index);
