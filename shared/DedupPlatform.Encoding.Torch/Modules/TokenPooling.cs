using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

internal static class TokenPooling
{
    /// <summary>One vector of many: <c>[batch, tokens, width]</c> → <c>[batch, width]</c>.</summary>
    public static Tensor Pool(this Tensor tokens, Pooling pooling) => pooling switch
    {
        Pooling.Mean => tokens.mean([1]),
        Pooling.Max => tokens.amax([1]),
        _ => tokens[TensorIndex.Colon, 0],
    };
}
