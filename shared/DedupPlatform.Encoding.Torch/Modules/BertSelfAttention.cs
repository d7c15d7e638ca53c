using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

/// <summary>Every token attends to every token of its sequence, in several heads: <c>[all tokens, hidden]</c> to the same shape.</summary>
internal sealed class BertSelfAttention : nn.Module<Tensor, PackedTokens, Tensor>
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

    public override Tensor forward(Tensor input1, PackedTokens input2)
    {
        var projected = cat([query.call(input1), key.call(input1), value.call(input1)], 1);
        return input2.ForEachGroup(projected, Attend);
    }

    // [sequences, tokens, 3 hidden] → [sequences · tokens, hidden]
    private Tensor Attend(Tensor projected)
    {
        var heads = Precise(projected).unflatten(2, [3, _heads, -1]).permute(2, 0, 3, 1, 4).unbind(0);
        var attended = nn.functional.scaled_dot_product_attention(heads[0], heads[1], heads[2]);
        return attended.transpose(1, 2).flatten(2).flatten(0, 1).to(projected.dtype);
    }

    // Even on a CPU that is fast at bfloat16, libtorch 2.10 takes ten or more times as long for the gradient of this operation in bfloat16.
    private static Tensor Precise(Tensor projected) => projected.device.type == TorchSharp.DeviceType.CPU ? projected.to(ScalarType.Float32) : projected;
}
