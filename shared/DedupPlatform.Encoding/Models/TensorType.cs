namespace DedupPlatform.Encoding;

/// <summary>The types that weights are written in, under the names of the safetensors format.</summary>
public enum TensorType
{
    /// <summary>Four bytes a value: what training goes on from.</summary>
    F32,

    /// <summary>Two bytes a value, rounded to 11 significant bits; magnitudes up to 65,504.</summary>
    F16,
}
