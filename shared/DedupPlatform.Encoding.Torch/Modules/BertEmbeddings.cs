using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

using Embedding = TorchSharp.Modules.Embedding;

/// <summary>Packed token ids → the sum of word, position and type embeddings, normalised: <c>[all tokens, hidden]</c>.</summary>
internal sealed class BertEmbeddings : nn.Module<PackedTokens, Tensor>
{
    private readonly Embedding word_embeddings;
    private readonly Embedding position_embeddings;
    private readonly Embedding token_type_embeddings;
    private readonly LayerNorm LayerNorm;

    public BertEmbeddings(BertConfig config)
        : base(nameof(BertEmbeddings))
    {
        word_embeddings = nn.Embedding(config.VocabSize, config.HiddenSize);
        position_embeddings = nn.Embedding(config.MaxPositionEmbeddings, config.HiddenSize);
        token_type_embeddings = nn.Embedding(config.TypeVocabSize, config.HiddenSize);
        LayerNorm = nn.LayerNorm(config.HiddenSize, config.LayerNormEps);
        RegisterComponents();
    }

    public Parameter Words => word_embeddings.weight!;

    public override Tensor forward(PackedTokens input)
    {
        var types = input.Types is { } given ? token_type_embeddings.call(given) : token_type_embeddings.weight![0];
        return LayerNorm.call(word_embeddings.call(input.Ids) + position_embeddings.call(input.Positions) + types);
    }
}
