using System.Diagnostics;
using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

internal static class TokenPooling
{
    /// <summary>Makes one vector of many: <c>[batch, tokens, width]</c> → <c>[batch, width]</c>.</summary>
    public static Tensor Pool(this Tensor tokens, Pooling pooling) => pooling switch
    {
        Pooling.Mean => tokens.mean([1]),
        Pooling.Max => tokens.amax([1]),
        Pooling.Cls => tokens[TensorIndex.Colon, 0],
        _ => throw new UnreachableException(),
    };
}
