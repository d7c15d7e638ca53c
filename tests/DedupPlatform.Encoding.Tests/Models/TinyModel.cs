using System.Text.Json;

namespace DedupPlatform.Encoding.Tests;

/// <summary>A small random model in the sentence-transformers layout: every file of it, and its weights as they lie on disk.</summary>
public abstract record TinyModel
{
    public const int MaxTokens = 24;

    public static readonly string[] Words =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "?", "how", "do", "i", "reset", "my", "router", "##s", "cat", "dog", "poison", "zero", "nan"];

    /// <summary>The rows of its embeddings, of which the last may stand for no word.</summary>
    public int VocabSize { get; init; } = Words.Length;

    public string DType { get; init; } = "F32";

    public Pooling Pooling { get; init; } = Pooling.Mean;

    public bool Normalize { get; init; } = true;

    /// <summary>How the file spells a canonical name.</summary>
    public Func<string, string> Spelling { get; init; } = name => name;

    /// <summary>The width of a token's vector.</summary>
    protected abstract int Width { get; }

    public Dictionary<string, float[]> Write(string directory)
    {
        Directory.CreateDirectory(Path.Combine(directory, "1_Pooling"));
        var random = new Random(17);
        var tensors = Shapes().Select(tensor => (tensor.Name, tensor.Shape, Values: Values(random, tensor.Name, tensor.Shape))).ToList();
        SafeTensorsFile.Write(
            Path.Combine(directory, "model.safetensors"),
            DType,
            tensors.Select(tensor => (Spelling(tensor.Name), tensor.Shape, tensor.Values)).Append(("pooler.dense.bias", [2], [1, 2])));
        File.WriteAllLines(Path.Combine(directory, "vocab.txt"), Words);
        WriteJson(directory, "config.json", Config());
        WriteJson(directory, "tokenizer_config.json", new { do_lower_case = true, model_max_length = 1e30 });
        WriteJson(directory, "sentence_bert_config.json", new { max_seq_length = MaxTokens, do_lower_case = false });
        WriteJson(directory, "1_Pooling/config.json", new Dictionary<string, object>
        {
            ["word_embedding_dimension"] = Width,
            ["pooling_mode_cls_token"] = Pooling == Pooling.Cls,
            ["pooling_mode_mean_tokens"] = Pooling == Pooling.Mean,
            ["pooling_mode_max_tokens"] = Pooling == Pooling.Max,
        });
        string[] modules = Normalize ? ["Transformer", "Pooling", "Normalize"] : ["Transformer", "Pooling"];
        WriteJson(directory, "modules.json", modules.Select((module, i) => new
        {
            idx = i,
            path = i == 0 ? "" : $"{i}_{module}",
            type = $"sentence_transformers.models.{module}",
        }));
        return tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Values);
    }

    public static void WriteJson(string directory, string file, object content) =>
        File.WriteAllText(Path.Combine(directory, file), JsonSerializer.Serialize(content));

    /// <summary>The forward pass to compare with, on the weights that <see cref="Write"/> wrote.</summary>
    public abstract ReferenceEncoder Reference(Dictionary<string, float[]> weights);

    /// <summary>Its <c>config.json</c>.</summary>
    public abstract Dictionary<string, object> Config();

    protected abstract IEnumerable<(string Name, int[] Shape)> Shapes();

    private float[] Values(Random random, string name, int[] shape)
    {
        var centre = name.EndsWith("LayerNorm.weight", StringComparison.Ordinal) ? 1f : 0f;
        return [.. Enumerable.Range(0, shape.Aggregate(1, (product, dimension) => product * dimension))
            .Select(_ => SafeTensorsFile.Round(DType, centre + (random.NextSingle() - 0.5f)))];
    }
}
