namespace DedupPlatform.Encoding.Tests;

public sealed record TinyBiLstm : TinyModel
{
    public const int Embedding = 20, Hidden = 12;

    public int Layers { get; init; } = 2;

    public int? Projection { get; init; } = 16;

    protected override int Width => 2 * Hidden;

    public override ReferenceEncoder Reference(Dictionary<string, float[]> weights) => new ReferenceBiLstm(this, weights);

    public override Dictionary<string, object> Config()
    {
        var settings = new Dictionary<string, object>
        {
            ["vocab_size"] = VocabSize,
            ["embedding_size"] = Embedding,
            ["hidden_size"] = Hidden,
            ["num_hidden_layers"] = Layers,
            ["model_type"] = "bilstm",
        };
        if (Projection is { } width)
        {
            settings["projection_size"] = width;
        }

        return settings;
    }

    protected override IEnumerable<(string Name, int[] Shape)> Shapes()
    {
        yield return ("embeddings.word_embeddings.weight", [VocabSize, Embedding]);
        for (var layer = 0; layer < Layers; layer++)
        {
            foreach (var direction in (string[])["", "_reverse"])
            {
                yield return ($"lstm.weight_ih_l{layer}{direction}", [4 * Hidden, layer == 0 ? Embedding : 2 * Hidden]);
                yield return ($"lstm.weight_hh_l{layer}{direction}", [4 * Hidden, Hidden]);
                yield return ($"lstm.bias_ih_l{layer}{direction}", [4 * Hidden]);
                yield return ($"lstm.bias_hh_l{layer}{direction}", [4 * Hidden]);
            }
        }

        if (Projection is { } width)
        {
            yield return ("projection.weight", [width, 2 * Hidden]);
            yield return ("projection.bias", [width]);
        }
    }
}
