using System.Numerics.Tensors;

namespace DedupPlatform.Encoding;

/// <summary>Makes an untrained <c>bilstm</c> out of a <c>bert</c>: a student that reads words as its teacher does, and knows nothing yet.</summary>
public static class NewBiLstm
{
    /// <summary>Writes a directory with the teacher's tokenizer, word embeddings and dimension, and everything else at random.</summary>
    /// <param name="teacher">A <c>bert</c>, whose vectors the new model can then learn.</param>
    /// <param name="directory">Another directory, created if missing.</param>
    /// <param name="hiddenSize">The width of the state of one direction, 1 or more.</param>
    /// <param name="layers">The number of layers, 1 or more.</param>
    /// <param name="pooling">How the tokens' vectors become one, which is then projected.</param>
    /// <param name="seed">The same seed makes the same weights.</param>
    /// <returns>The new model, its weights stored as F32.</returns>
    /// <exception cref="InvalidModelException">The teacher is not a <c>bert</c>, or a size is out of range.</exception>
    public static ModelDirectory Create(ModelDirectory teacher, string directory, int hiddenSize, int layers, Pooling pooling, int seed)
    {
        if (teacher.Config is not BertConfig bert)
        {
            throw new InvalidModelException(teacher.FullPath, $"is a '{teacher.Config.ModelType}'; word embeddings are taken from a 'bert'.");
        }

        var config = new BiLstmConfig
        {
            VocabSize = bert.VocabSize,
            EmbeddingSize = bert.HiddenSize,
            HiddenSize = hiddenSize,
            NumHiddenLayers = layers,
            ProjectionSize = bert.Dimension,
        };
        var files = ModelDirectoryWriter.CopyFiles(teacher, directory);
        ModelJson.Write(files.Config, config, ModelJson.Default.BiLstmConfig);
        ModelJson.Write(files.Pooling, new(2 * hiddenSize, pooling.ToString().ToLowerInvariant()), ModelJson.Default.PoolingFile);
        ModelConfig.Read(files.Config);
        SafeTensorsWriter.Write(files.Weights, Weights(teacher, bert, config, new Random(seed)), TensorType.F32);
        return ModelDirectory.Load(directory);
    }

    private static List<NamedTensor> Weights(ModelDirectory teacher, BertConfig bert, BiLstmConfig config, Random random) =>
    [
        .. from weight in config.Weights()
           let values = weight.Name.StartsWith("embeddings.", StringComparison.Ordinal)
               ? WordEmbeddings(teacher, bert)
               : Uniform(random, weight.Shape, weight.Name.StartsWith("lstm.", StringComparison.Ordinal) ? config.HiddenSize : 2 * config.HiddenSize)
           select new NamedTensor(weight.Name, weight.Shape, values),
    ];

    // Between ±1/√n, where n is the number of inputs, or for an LSTM the size of its state, as in PyTorch.
    private static float[] Uniform(Random random, int[] shape, int inputs)
    {
        var bound = 1 / MathF.Sqrt(inputs);
        var values = new float[shape.Aggregate(1, (product, dimension) => checked(product * dimension))];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = bound * ((2 * random.NextSingle()) - 1);
        }

        return values;
    }

    // Each word as the teacher's first layer sees it, without its position: raw embeddings are so small that an LSTM hardly reacts to them.
    private static float[] WordEmbeddings(ModelDirectory teacher, BertConfig bert)
    {
        using var weights = teacher.OpenWeights();
        var words = weights.Read("embeddings.word_embeddings.weight");
        var type = weights.Read("embeddings.token_type_embeddings.weight").AsSpan(0, bert.HiddenSize);
        var (gamma, beta) = (weights.Read("embeddings.LayerNorm.weight"), weights.Read("embeddings.LayerNorm.bias"));
        for (var word = 0; word < bert.VocabSize; word++)
        {
            var row = words.AsSpan(word * bert.HiddenSize, bert.HiddenSize);
            TensorPrimitives.Add(row, type, row);
            TensorPrimitives.Subtract(row, TensorPrimitives.Average<float>(row), row);
            var variance = TensorPrimitives.SumOfSquares<float>(row) / bert.HiddenSize;
            TensorPrimitives.Divide(row, MathF.Sqrt(variance + bert.LayerNormEps), row);
            TensorPrimitives.MultiplyAdd(row, gamma, beta, row);
        }

        return words;
    }
}
