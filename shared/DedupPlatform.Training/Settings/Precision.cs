namespace DedupPlatform.Training.Settings;

/// <summary>What a training computes in. Weights, gradients as the optimiser sees them, an encoder's pooling, and losses are float32 in any case.</summary>
public enum Precision
{
    /// <summary>Mixed on CUDA, full on a CPU.</summary>
    Auto,

    /// <summary>Everything in float32.</summary>
    Full,

    /// <summary>The network in bfloat16.</summary>
    Mixed,
}
