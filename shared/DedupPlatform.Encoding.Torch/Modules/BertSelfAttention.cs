using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

/// <summary>Every token looks at every token, in several heads: <c>[batch, tokens, hidden]</c> to the same shape.</summary>
internal sealed class BertSelfAttention : nn.Module<Tensor, Tensor>
{
    private readonly int _heads;
    private readonly Linear query;
    private readonly Linear key;
    private readonly Linear value;

    public BertSelfAttention(BertConfig config)
        : base(nameof(BertSelfAttention))
    {
        _heads = config.NumAttentionHeads;
        query = nn.Linear(config.HiddenSize, config.HiddenSize);
        key = nn.Linear(config.HiddenSize, config.HiddenSize);
        value = nn.Linear(config.HiddenSize, config.HiddenSize);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var heads = nn.functional.scaled_dot_product_attention(Split(query, input), Split(key, input), Split(value, input));
        return heads.transpose(1, 2).flatten(2);
    }

    // [batch, tokens, hidden] → [batch, heads, tokens, hidden / heads]
    private Tensor Split(Linear projection, Tensor input) => projection.call(input).unflatten(2, [_heads, -1]).transpose(1, 2);
}
