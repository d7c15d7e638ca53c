using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

using Embedding = TorchSharp.Modules.Embedding;

/// <summary>Token ids <c>[…]</c> → their word embeddings <c>[…, embedding]</c>.</summary>
internal sealed class BiLstmEmbeddings : nn.Module<Tensor, Tensor>
{
    private readonly Embedding word_embeddings;

    public BiLstmEmbeddings(BiLstmConfig config)
        : base(nameof(BiLstmEmbeddings))
    {
        word_embeddings = nn.Embedding(config.VocabSize, config.EmbeddingSize);
        RegisterComponents();
    }

    public TorchSharp.Modules.Parameter Words => word_embeddings.weight!;

    public override Tensor forward(Tensor input) => word_embeddings.call(input);
}
