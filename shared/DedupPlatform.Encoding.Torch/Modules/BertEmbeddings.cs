using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

using Embedding = TorchSharp.Modules.Embedding;

/// <summary>Token ids <c>[batch, tokens]</c> → the sum of word, position and type embeddings, normalised: <c>[batch, tokens, hidden]</c>.</summary>
internal sealed class BertEmbeddings : nn.Module<Tensor, Tensor>
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

    public override Tensor forward(Tensor input)
    {
        var positions = position_embeddings.weight!.narrow(0, 0, input.shape[1]);
        return LayerNorm.call(word_embeddings.call(input) + (positions + token_type_embeddings.weight![0]));
    }
}
