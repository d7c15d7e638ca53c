using System.Text.Json;

namespace DedupPlatform.Encoding.Tests;

/// <summary>A small random BERT in the sentence-transformers layout: every file of it, and its weights as they lie on disk.</summary>
public sealed record TinyBert
{
    public const int Layers = 2, Heads = 4, Hidden = 32, Intermediate = 48, MaxTokens = 24;

    public static readonly string[] Words =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "?", "how", "do", "i", "reset", "my", "router", "##s", "cat", "dog", "poison", "zero", "nan"];

    public string DType { get; init; } = "F32";

    public string Pooling { get; init; } = "mean_tokens";

    public bool Normalize { get; init; } = true;

    /// <summary>How the file spells a canonical name.</summary>
    public Func<string, string> Spelling { get; init; } = name => name;

    public Dictionary<string, float[]> Write(string directory)
    {
        Directory.CreateDirectory(Path.Combine(directory, "1_Pooling"));
        var random = new Random(17);
        var tensors = Shapes().Select(tensor => (tensor.Name, tensor.Shape, Values: Values(random, tensor.Name, tensor.Shape))).ToList();
        SafeTensorsWriter.Write(
            Path.Combine(directory, "model.safetensors"),
            DType,
            tensors.Select(tensor => (Spelling(tensor.Name), tensor.Shape, tensor.Values)).Append(("pooler.dense.bias", [2], [1, 2])));
        File.WriteAllLines(Path.Combine(directory, "vocab.txt"), Words);
        WriteJson(directory, "config.json", Config());
        WriteJson(directory, "tokenizer_config.json", new { do_lower_case = true, model_max_length = 1e30 });
        WriteJson(directory, "sentence_bert_config.json", new { max_seq_length = MaxTokens, do_lower_case = false });
        WriteJson(directory, "1_Pooling/config.json", new Dictionary<string, object>
        {
            ["word_embedding_dimension"] = Hidden,
            ["pooling_mode_cls_token"] = Pooling == "cls_token",
            ["pooling_mode_mean_tokens"] = Pooling == "mean_tokens",
            ["pooling_mode_max_tokens"] = Pooling == "max_tokens",
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

    public static Dictionary<string, object> Config() => new()
    {
        ["model_type"] = "bert",
        ["hidden_act"] = "gelu",
        ["hidden_size"] = Hidden,
        ["num_hidden_layers"] = Layers,
        ["num_attention_heads"] = Heads,
        ["intermediate_size"] = Intermediate,
        ["max_position_embeddings"] = MaxTokens + 8,
        ["type_vocab_size"] = 2,
        ["vocab_size"] = Words.Length,
        ["layer_norm_eps"] = 1e-12,
    };

    public static void WriteJson(string directory, string file, object content) =>
        File.WriteAllText(Path.Combine(directory, file), JsonSerializer.Serialize(content));

    private static IEnumerable<(string Name, int[] Shape)> Shapes()
    {
        yield return ("embeddings.word_embeddings.weight", [Words.Length, Hidden]);
        yield return ("embeddings.position_embeddings.weight", [MaxTokens + 8, Hidden]);
        yield return ("embeddings.token_type_embeddings.weight", [2, Hidden]);
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

    private float[] Values(Random random, string name, int[] shape)
    {
        var centre = name.EndsWith("LayerNorm.weight", StringComparison.Ordinal) ? 1f : 0f;
        return [.. Enumerable.Range(0, shape.Aggregate(1, (product, dimension) => product * dimension))
            .Select(_ => SafeTensorsWriter.Round(DType, centre + (random.NextSingle() - 0.5f)))];
    }
}
