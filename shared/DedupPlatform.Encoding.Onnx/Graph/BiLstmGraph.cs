using System.Runtime.InteropServices;

namespace DedupPlatform.Encoding.Onnx;

/// <summary>A bidirectional LSTM on ONNX's own operator, which wants the tokens as the outermost dimension.</summary>
internal sealed class BiLstmGraph(BiLstmConfig config, ModelDirectory model, ModelWeights weights, WeightValues values, string weightsFile)
    : EncoderGraph(model, weights, values, weightsFile)
{
    // For each gate in the operator's order (input, output, forget, cell), its index in the checkpoint's (input, forget, cell, output).
    private static readonly int[] Gates = [0, 3, 1, 2];

    protected override string Network(string output)
    {
        var ids = Graph.Node("Transpose", "tokens_first", [Tokens], OnnxGraph.Attribute("perm", [1, 0]));
        var input = Graph.Node("Gather", "embeddings", [Vector("embeddings.word_embeddings.weight"), ids]);
        var states = Lstm(0, input);
        for (var layer = 1; layer < config.NumHiddenLayers; layer++)
        {
            var joined = Graph.Node("Transpose", $"lstm.{layer}.joined", [states], OnnxGraph.Attribute("perm", [0, 2, 1, 3]));
            var shape = Graph.Constant($"lstm.{layer}.shape", OnnxGraph.Int64, [3], MemoryMarshal.AsBytes<long>([0, 0, 2 * config.HiddenSize]));
            states = Lstm(layer, Graph.Node("Reshape", $"lstm.{layer}.input", [joined, shape]));
        }

        // [tokens, directions, batch, hidden] → [directions, batch, hidden] → [batch, directions · hidden]
        var pooled = Graph.Node("Transpose", "pooled", [Pool(states, axis: 0, "pooled_apart")], OnnxGraph.Attribute("perm", [1, 0, 2]));
        return config.ProjectionSize is null
            ? Graph.Node("Flatten", output, [pooled])
            : Graph.Node("Gemm", output, [Graph.Node("Flatten", "flat", [pooled]), Matrix("projection.weight"), Vector("projection.bias")]);
    }

    private string Lstm(int layer, string input)
    {
        var (hidden, width) = (config.HiddenSize, layer == 0 ? config.EmbeddingSize : 2 * config.HiddenSize);
        var fromInput = Weight($"lstm.{layer}.input_weights", [2, 4 * hidden, width], values => Fill(values, layer, "weight_ih"));
        var fromState = Weight($"lstm.{layer}.state_weights", [2, 4 * hidden, hidden], values => Fill(values, layer, "weight_hh"));
        var biases = Weight($"lstm.{layer}.biases", [2, 8 * hidden], values => Fill(values, layer, "bias_ih", "bias_hh"));
        return Graph.Node(
            "LSTM", $"lstm.{layer}", [input, fromInput, fromState, biases], OnnxGraph.Attribute("hidden_size", hidden), OnnxGraph.Attribute("direction", "bidirectional"));
    }

    private void Fill(Span<float> destination, int layer, params ReadOnlySpan<string> kinds)
    {
        foreach (var direction in (string[])[$"l{layer}", $"l{layer}_reverse"])
        {
            foreach (var kind in kinds)
            {
                var source = Weights.Read($"lstm.{kind}_{direction}").AsSpan();
                var size = source.Length / Gates.Length;
                foreach (var gate in Gates)
                {
                    source.Slice(gate * size, size).CopyTo(destination);
                    destination = destination[size..];
                }
            }
        }
    }
}
