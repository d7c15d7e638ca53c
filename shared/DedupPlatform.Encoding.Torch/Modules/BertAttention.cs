using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

/// <summary>Self-attention, projected and added to its input: <c>[all tokens, hidden]</c> to the same shape.</summary>
internal sealed class BertAttention : nn.Module<Tensor, PackedTokens, Tensor>
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

    public override Tensor forward(Tensor input1, PackedTokens input2) => output.call(self.call(input1, input2), input1);
}
