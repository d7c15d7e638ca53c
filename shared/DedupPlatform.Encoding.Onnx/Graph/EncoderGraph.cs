using System.Diagnostics;

namespace DedupPlatform.Encoding.Onnx;

/// <summary>A network, its pooling and its normalisation, for batches without padding: no mask anywhere.</summary>
/// <remarks>Linear layers hold their matrices as <c>[out, in]</c> on disk and as <c>[in, out]</c> here.</remarks>
internal abstract class EncoderGraph(ModelDirectory model, ModelWeights weights, WeightValues values, string weightsFile)
{
    public const string Tokens = "tokens";
    public const string Vectors = "vectors";

    protected OnnxGraph Graph { get; } = new(weightsFile);

    protected ModelWeights Weights => weights;

    public static EncoderGraph Of(ModelDirectory model, ModelWeights weights, WeightValues values, string weightsFile) => model.Config switch
    {
        BertConfig config => new BertGraph(config, model, weights, values, weightsFile),
        BiLstmConfig config => new BiLstmGraph(config, model, weights, values, weightsFile),
        _ => throw new ArgumentException($"There is no graph for a network of type '{model.Config.ModelType}'.", nameof(model)),
    };

    public byte[] Build()
    {
        Graph.Input(Tokens, OnnxGraph.Int32, "batch", "tokens");
        var pooled = Network(model.Normalize ? "unnormalized" : Vectors);
        if (model.Normalize)
        {
            Graph.Node("LpNormalization", Vectors, [pooled], OnnxGraph.Attribute("axis", 1), OnnxGraph.Attribute("p", 2));
        }

        Graph.Output(Vectors, OnnxGraph.Float, "batch", "dimension");
        return Graph.ToBytes();
    }

    /// <summary>
    /// Adds the nodes that turn <see cref="Tokens"/> into one vector for each sequence, <c>[batch, dimension]</c>, named
    /// <paramref name="output"/>.
    /// </summary>
    protected abstract string Network(string output);

    /// <summary>Adds the pooling over one axis, which it removes.</summary>
    protected string Pool(string tokens, int axis, string output) => model.Pooling switch
    {
        Pooling.Mean => Graph.Node("ReduceMean", output, [tokens], OnnxGraph.Axes(axis), OnnxGraph.Attribute("keepdims", 0)),
        Pooling.Max => Graph.Node("ReduceMax", output, [tokens], OnnxGraph.Axes(axis), OnnxGraph.Attribute("keepdims", 0)),
        Pooling.Cls => Graph.Node(
            "Gather", output, [tokens, Graph.Constant("first", OnnxGraph.Int64, [], new byte[sizeof(long)])], OnnxGraph.Attribute("axis", axis)),
        _ => throw new UnreachableException(),
    };

    protected string Vector(string name) => Weight(name, [.. weights.Shape(name)], values => weights.Read(name, values));

    protected string Matrix(string name)
    {
        var (rows, columns) = (weights.Shape(name)[0], weights.Shape(name)[1]);
        return Weight(name, [columns, rows], values => Matrices.Transpose(weights.Read(name), columns, values, rows));
    }

    protected string Weight(string name, int[] shape, WeightValues.Fill fill)
    {
        values.Add(name, shape, fill);
        return Graph.Weight(name, shape);
    }
}
