using System.Numerics.Tensors;

namespace DedupPlatform.Encoding.Onnx;

/// <summary>
/// BERT, pooling and normalisation, where they are faster out of ONNX Runtime's fused operators, for batches without padding: no mask anywhere.
/// </summary>
/// <remarks>Linear layers hold their matrices as <c>[out, in]</c> on disk and as <c>[in, out]</c> here.</remarks>
internal sealed class BertGraph(ModelDirectory model, BertWeights weights, WeightValues values, string weightsFile)
{
    public const string Tokens = "tokens";
    public const string Vectors = "vectors";
    private readonly OnnxGraph _graph = new(weightsFile);
    private readonly BertConfig _config = model.Config;

    public byte[] Build()
    {
        _graph.Input(Tokens, OnnxGraph.Int32, "batch", "tokens");
        var hidden = Embeddings();
        for (var layer = 0; layer < _config.NumHiddenLayers; layer++)
        {
            hidden = Layer($"encoder.layer.{layer}", hidden);
        }

        var pooled = Pool(hidden, model.Normalize ? "pooled" : Vectors);
        if (model.Normalize)
        {
            _graph.Node("LpNormalization", Vectors, [pooled], OnnxGraph.Attribute("axis", 1), OnnxGraph.Attribute("p", 2));
        }

        _graph.Output(Vectors, OnnxGraph.Float, "batch", "dimension");
        return _graph.ToBytes();
    }

    // Every token is of type 0, so its type embedding is added to the positions once and for all.
    private string Embeddings()
    {
        var (width, positions) = (_config.HiddenSize, _config.MaxPositionEmbeddings);
        var types = weights.Read("embeddings.token_type_embeddings.weight").AsMemory(0, width);
        var words = Weight("words", [_config.VocabSize, width], values => weights.Read("embeddings.word_embeddings.weight", values));
        var places = Weight("positions", [positions, width], values =>
        {
            weights.Read("embeddings.position_embeddings.weight", values);
            for (var i = 0; i < values.Length; i++)
            {
                values[i] += types.Span[i % width];
            }
        });
        // The second output is a mask that nobody reads, and that the operator must have.
        return _graph.Fused(
            "EmbedLayerNormalization",
            ["embeddings", "mask"],
            [Tokens, "", words, places, "", Vector("embeddings.LayerNorm.weight"), Vector("embeddings.LayerNorm.bias")],
            OnnxGraph.Attribute("epsilon", _config.LayerNormEps));
    }

    private string Layer(string layer, string input)
    {
        var attention = _graph.Fused(
            "Attention",
            [$"{layer}.attention"],
            [input, QueryKeyValue($"{layer}.attention.self"), QueryKeyValueBias($"{layer}.attention.self")],
            OnnxGraph.Attribute("num_heads", _config.NumAttentionHeads));
        var attended = ResidualAndNorm($"{layer}.attention.output", attention, input);
        var inner = _graph.Node("MatMul", $"{layer}.inner", [attended, Matrix($"{layer}.intermediate.dense.weight")]);
        var active = _graph.Fused("BiasGelu", [$"{layer}.active"], [inner, Vector($"{layer}.intermediate.dense.bias")]);
        return ResidualAndNorm($"{layer}.output", active, attended);
    }

    private string ResidualAndNorm(string part, string input, string residual)
    {
        var product = _graph.Node("MatMul", $"{part}.product", [input, Matrix($"{part}.dense.weight")]);
        var biased = _graph.Node("Add", $"{part}.biased", [product, Vector($"{part}.dense.bias")]);
        return Norm($"{part}.LayerNorm", part, _graph.Node("Add", $"{part}.sum", [biased, residual]));
    }

    // (x − mean) · √n / √(Σ(x − mean)² + n·ε) · gamma + beta, out of vectorised operators: the fused one adds up value by value and
    // takes 2.7 times as long.
    private string Norm(string name, string output, string input)
    {
        var width = _config.HiddenSize;
        var mean = _graph.Node("ReduceMean", $"{name}.mean", [input], OnnxGraph.Axes(2));
        var centred = _graph.Node("Sub", $"{name}.centred", [input, mean]);
        var squares = _graph.Node("ReduceSumSquare", $"{name}.squares", [centred], OnnxGraph.Axes(2));
        var epsilon = _graph.Constant($"{name}.epsilon", OnnxGraph.Float, [], BitConverter.GetBytes(width * _config.LayerNormEps));
        var lifted = _graph.Node("Add", $"{name}.lifted", [squares, epsilon]);
        var normed = _graph.Node("Div", $"{name}.normed", [centred, _graph.Node("Sqrt", $"{name}.length", [lifted])]);
        var gamma = Weight($"{name}.weight", [width], values =>
        {
            weights.Read($"{name}.weight", values);
            TensorPrimitives.Multiply(values, MathF.Sqrt(width), values);
        });
        return _graph.Node("Add", output, [_graph.Node("Mul", $"{name}.scaled", [normed, gamma]), Vector($"{name}.bias")]);
    }

    private string Pool(string hidden, string output) => model.Pooling switch
    {
        Pooling.Mean => _graph.Node("ReduceMean", output, [hidden], OnnxGraph.Axes(1), OnnxGraph.Attribute("keepdims", 0)),
        Pooling.Max => _graph.Node("ReduceMax", output, [hidden], OnnxGraph.Axes(1), OnnxGraph.Attribute("keepdims", 0)),
        Pooling.Cls => _graph.Node("Gather", output, [hidden, _graph.Constant("first", OnnxGraph.Int64, [], new byte[sizeof(long)])], OnnxGraph.Attribute("axis", 1)),
        _ => throw new ArgumentOutOfRangeException(nameof(output), model.Pooling, "Unknown pooling."),
    };

    private string Vector(string name) => Weight(name, [.. weights.Shape(name)], values => weights.Read(name, values));

    private string Matrix(string name)
    {
        var (rows, columns) = (weights.Shape(name)[0], weights.Shape(name)[1]);
        return Weight(name, [columns, rows], values => Matrices.Transpose(weights.Read(name), columns, values, rows));
    }

    private string QueryKeyValue(string attention)
    {
        var width = _config.HiddenSize;
        return Weight($"{attention}.weight", [width, 3 * width], values =>
        {
            Matrices.Transpose(weights.Read($"{attention}.query.weight"), width, values, 3 * width);
            Matrices.Transpose(weights.Read($"{attention}.key.weight"), width, values[width..], 3 * width);
            Matrices.Transpose(weights.Read($"{attention}.value.weight"), width, values[(2 * width)..], 3 * width);
        });
    }

    private string QueryKeyValueBias(string attention)
    {
        var width = _config.HiddenSize;
        return Weight($"{attention}.bias", [3 * width], values =>
        {
            weights.Read($"{attention}.query.bias", values[..width]);
            weights.Read($"{attention}.key.bias", values[width..(2 * width)]);
            weights.Read($"{attention}.value.bias", values[(2 * width)..]);
        });
    }

    private string Weight(string name, int[] shape, WeightValues.Fill fill)
    {
        values.Add(name, shape, fill);
        return _graph.Weight(name, shape);
    }
}
