namespace DedupPlatform.VectorIndex;

/// <summary>The generation that answers searches cannot be dropped.</summary>
/// <param name="name">The generation.</param>
public sealed class LiveGenerationException(string name) : Exception($"Generation '{name}' is live. Switch to another one before it is dropped.");
