using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

/// <summary>The end of each half of a layer: projects <c>[all tokens, width]</c> to hidden, adds the half's input, normalises.</summary>
internal sealed class BertOutput : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Linear dense;
    private readonly LayerNorm LayerNorm;

    public BertOutput(int width, BertConfig config)
        : base(nameof(BertOutput))
    {
        dense = nn.Linear(width, config.HiddenSize);
        LayerNorm = nn.LayerNorm(config.HiddenSize, config.LayerNormEps);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input1, Tensor input2) => LayerNorm.call(dense.call(input1).add_(input2));
}
