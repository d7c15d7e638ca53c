using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

/// <summary>Self-attention, projected and added to what came in: <c>[batch, tokens, hidden]</c> to the same shape.</summary>
internal sealed class BertAttention : nn.Module<Tensor, Tensor>
{
    private readonly BertSelfAttention self;
    private readonly BertOutput output;

    public BertAttention(BertConfig config)
        : base(nameof(BertAttention))
    {
        self = new BertSelfAttention(config);
        output = new BertOutput(config.HiddenSize, config);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => output.call(self.call(input), input);
}
