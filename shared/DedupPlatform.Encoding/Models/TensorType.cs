namespace DedupPlatform.Encoding;

/// <summary>The types that weights are written in, under the names of the safetensors format.</summary>
public enum TensorType
{
    /// <summary>Four bytes per value: what training continues from.</summary>
    F32,

    /// <summary>Two bytes per value, rounded to 11 significant bits; magnitudes up to 65,504.</summary>
    F16,
}
