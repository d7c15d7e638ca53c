namespace DedupPlatform.Encoding.Tests;

public sealed record TinyBert : TinyModel
{
    public const int Layers = 2, Heads = 4, Hidden = 32, Intermediate = 48;

    public int TypeVocabSize { get; init; } = 2;

    protected override int Width => Hidden;

    public override Dictionary<string, object> Config() => new()
    {
        ["model_type"] = "bert",
        ["hidden_act"] = "gelu",
        ["hidden_size"] = Hidden,
        ["num_hidden_layers"] = Layers,
        ["num_attention_heads"] = Heads,
        ["intermediate_size"] = Intermediate,
        ["max_position_embeddings"] = MaxTokens + 8,
        ["type_vocab_size"] = TypeVocabSize,
        ["vocab_size"] = VocabSize,
        ["layer_norm_eps"] = 1e-12,
    };

    public override ReferenceEncoder Reference(Dictionary<string, float[]> weights) => new ReferenceBert(weights, Pooling, Normalize);

    protected override IEnumerable<(string Name, int[] Shape)> Shapes()
    {
        yield return ("embeddings.word_embeddings.weight", [VocabSize, Hidden]);
        yield return ("embeddings.position_embeddings.weight", [MaxTokens + 8, Hidden]);
        yield return ("embeddings.token_type_embeddings.weight", [TypeVocabSize, Hidden]);
        yield return ("embeddings.LayerNorm.weight", [Hidden]);
        yield return ("embeddings.LayerNorm.bias", [Hidden]);
        for (var layer = 0; layer < Layers; layer++)
        {
            (string Name, int Out, int In)[] parts =
            [
                ("attention.self.query", Hidden, Hidden),
                ("attention.self.key", Hidden, Hidden),
                ("attention.self.value", Hidden, Hidden),
                ("attention.output.dense", Hidden, Hidden),
                ("intermediate.dense", Intermediate, Hidden),
                ("output.dense", Hidden, Intermediate),
            ];
            foreach (var (name, rows, columns) in parts)
            {
                yield return ($"encoder.layer.{layer}.{name}.weight", [rows, columns]);
                yield return ($"encoder.layer.{layer}.{name}.bias", [rows]);
            }

            foreach (var name in (string[])["attention.output.LayerNorm", "output.LayerNorm"])
            {
                yield return ($"encoder.layer.{layer}.{name}.weight", [Hidden]);
                yield return ($"encoder.layer.{layer}.{name}.bias", [Hidden]);
            }
        }
    }
}
