using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

/// <summary>Attention, then two matrices with a GELU between them: <c>[all tokens, hidden]</c> to the same shape.</summary>
/// <remarks>Devlin et al., BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding, 2019.</remarks>
internal sealed class BertLayer : nn.Module<Tensor, PackedTokens, Tensor>
{
    private readonly BertAttention attention;
    private readonly BertIntermediate intermediate;
    private readonly BertOutput output;

    public BertLayer(BertConfig config)
        : base(nameof(BertLayer))
    {
        attention = new BertAttention(config);
        intermediate = new BertIntermediate(config);
        output = new BertOutput(config.IntermediateSize, config);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input1, PackedTokens input2)
    {
        using var scope = NewDisposeScope();
        var attended = attention.call(input1, input2);
        return output.call(intermediate.call(attended), attended).MoveToOuterDisposeScope();
    }
}
