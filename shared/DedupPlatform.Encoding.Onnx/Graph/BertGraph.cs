using System.Numerics.Tensors;

namespace DedupPlatform.Encoding.Onnx;

/// <summary>BERT, built of ONNX Runtime's fused operators where they are faster.</summary>
internal sealed class BertGraph(BertConfig config, ModelDirectory model, ModelWeights weights, WeightValues values, string weightsFile)
    : EncoderGraph(model, weights, values, weightsFile)
{
    protected override string Network(string output)
    {
        var hidden = Embeddings();
        for (var layer = 0; layer < config.NumHiddenLayers; layer++)
        {
            hidden = Layer($"encoder.layer.{layer}", hidden);
        }

        return Pool(hidden, axis: 1, output);
    }

    // Every token is of type 0, so its type embedding is added to the positions once and for all.
    private string Embeddings()
    {
        var (width, positions) = (config.HiddenSize, config.MaxPositionEmbeddings);
        var types = Weights.Read("embeddings.token_type_embeddings.weight").AsMemory(0, width);
        var words = Weight("words", [config.VocabSize, width], values => Weights.Read("embeddings.word_embeddings.weight", values));
        var places = Weight("positions", [positions, width], values =>
        {
            Weights.Read("embeddings.position_embeddings.weight", values);
            for (var i = 0; i < values.Length; i++)
            {
                values[i] += types.Span[i % width];
            }
        });
        // The second output is a mask that the operator requires and nobody reads.
        return Graph.Fused(
            "EmbedLayerNormalization",
            ["embeddings", "mask"],
            [Tokens, "", words, places, "", Vector("embeddings.LayerNorm.weight"), Vector("embeddings.LayerNorm.bias")],
            OnnxGraph.Attribute("epsilon", config.LayerNormEps));
    }

    private string Layer(string layer, string input)
    {
        var attention = Graph.Fused(
            "Attention",
            [$"{layer}.attention"],
            [input, QueryKeyValue($"{layer}.attention.self"), QueryKeyValueBias($"{layer}.attention.self")],
            OnnxGraph.Attribute("num_heads", config.NumAttentionHeads));
        var attended = ResidualAndNorm($"{layer}.attention.output", attention, input);
        var inner = Graph.Node("MatMul", $"{layer}.inner", [attended, Matrix($"{layer}.intermediate.dense.weight")]);
        var active = Graph.Fused("BiasGelu", [$"{layer}.active"], [inner, Vector($"{layer}.intermediate.dense.bias")]);
        return ResidualAndNorm($"{layer}.output", active, attended);
    }

    private string ResidualAndNorm(string part, string input, string residual)
    {
        var product = Graph.Node("MatMul", $"{part}.product", [input, Matrix($"{part}.dense.weight")]);
        var biased = Graph.Node("Add", $"{part}.biased", [product, Vector($"{part}.dense.bias")]);
        return Norm($"{part}.LayerNorm", part, Graph.Node("Add", $"{part}.sum", [biased, residual]));
    }

    // (x − mean) · √n / √(Σ(x − mean)² + n·ε) · gamma + beta, built of vectorised operators: the fused one adds up value by value
    // and takes 2.7 times as long.
    private string Norm(string name, string output, string input)
    {
        var width = config.HiddenSize;
        var mean = Graph.Node("ReduceMean", $"{name}.mean", [input], OnnxGraph.Axes(2));
        var centred = Graph.Node("Sub", $"{name}.centred", [input, mean]);
        var squares = Graph.Node("ReduceSumSquare", $"{name}.squares", [centred], OnnxGraph.Axes(2));
        var epsilon = Graph.Constant($"{name}.epsilon", OnnxGraph.Float, [], BitConverter.GetBytes(width * config.LayerNormEps));
        var lifted = Graph.Node("Add", $"{name}.lifted", [squares, epsilon]);
        var normed = Graph.Node("Div", $"{name}.normed", [centred, Graph.Node("Sqrt", $"{name}.length", [lifted])]);
        var gamma = Weight($"{name}.weight", [width], values =>
        {
            Weights.Read($"{name}.weight", values);
            TensorPrimitives.Multiply(values, MathF.Sqrt(width), values);
        });
        return Graph.Node("Add", output, [Graph.Node("Mul", $"{name}.scaled", [normed, gamma]), Vector($"{name}.bias")]);
    }

    private string QueryKeyValue(string attention)
    {
        var width = config.HiddenSize;
        return Weight($"{attention}.weight", [width, 3 * width], values =>
        {
            Matrices.Transpose(Weights.Read($"{attention}.query.weight"), width, values, 3 * width);
            Matrices.Transpose(Weights.Read($"{attention}.key.weight"), width, values[width..], 3 * width);
            Matrices.Transpose(Weights.Read($"{attention}.value.weight"), width, values[(2 * width)..], 3 * width);
        });
    }

    private string QueryKeyValueBias(string attention)
    {
        var width = config.HiddenSize;
        return Weight($"{attention}.bias", [3 * width], values =>
        {
            Weights.Read($"{attention}.query.bias", values[..width]);
            Weights.Read($"{attention}.key.bias", values[width..(2 * width)]);
            Weights.Read($"{attention}.value.bias", values[(2 * width)..]);
        });
    }
}
