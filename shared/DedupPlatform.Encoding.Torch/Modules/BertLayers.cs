using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

/// <summary>The layers, one after the other: <c>[all tokens, hidden]</c> to the same shape.</summary>
internal sealed class BertLayers : nn.Module<Tensor, PackedTokens, Tensor>
{
    private readonly ModuleList<BertLayer> layer;

    public BertLayers(BertConfig config)
        : base(nameof(BertLayers))
    {
        layer = nn.ModuleList([.. Enumerable.Range(0, config.NumHiddenLayers).Select(_ => new BertLayer(config))]);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input1, PackedTokens input2) => layer.Aggregate(input1, (hidden, next) => next.call(hidden, input2));
}
