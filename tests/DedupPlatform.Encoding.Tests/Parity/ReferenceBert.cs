namespace DedupPlatform.Encoding.Tests;

/// <summary>BERT, up to the vectors of its tokens.</summary>
public sealed class ReferenceBert(Dictionary<string, float[]> weights, Pooling pooling, bool normalize) : ReferenceEncoder(weights, pooling, normalize)
{
    private const int Width = TinyBert.Hidden;

    /// <summary>What the first layer is given.</summary>
    public double[][] Embeddings(int[] tokenIds)
    {
        var rows = new double[tokenIds.Length][];
        for (var position = 0; position < rows.Length; position++)
        {
            var token = tokenIds[position];
            var place = position;
            rows[position] = [.. Enumerable.Range(0, Width).Select(i => (double)Weights["embeddings.word_embeddings.weight"][(token * Width) + i]
                + Weights["embeddings.position_embeddings.weight"][(place * Width) + i]
                + Weights["embeddings.token_type_embeddings.weight"][i])];
        }

        return Norm(rows, "embeddings.LayerNorm");
    }

    protected override double[][] Tokens(int[] tokenIds)
    {
        var rows = Embeddings(tokenIds);
        for (var layer = 0; layer < TinyBert.Layers; layer++)
        {
            var name = $"encoder.layer.{layer}";
            var attended = Attend(Linear(rows, $"{name}.attention.self.query"), Linear(rows, $"{name}.attention.self.key"), Linear(rows, $"{name}.attention.self.value"));
            rows = Norm(Sum(rows, Linear(attended, $"{name}.attention.output.dense")), $"{name}.attention.output.LayerNorm");
            var inner = Linear(rows, $"{name}.intermediate.dense").Select(row => Array.ConvertAll(row, Gelu)).ToArray();
            rows = Norm(Sum(rows, Linear(inner, $"{name}.output.dense")), $"{name}.output.LayerNorm");
        }

        return rows;
    }

    private double[][] Norm(double[][] rows, string name) => [.. rows.Select(row =>
    {
        var mean = row.Average();
        var deviation = Math.Sqrt(row.Average(value => (value - mean) * (value - mean)) + 1e-12);
        return row.Select((value, i) => ((value - mean) / deviation * Weights[$"{name}.weight"][i]) + Weights[$"{name}.bias"][i]).ToArray();
    })];

    private static double[][] Attend(double[][] queries, double[][] keys, double[][] values)
    {
        const int Size = Width / TinyBert.Heads;
        return [.. queries.Select(query => Enumerable.Range(0, Width).Select(i =>
        {
            var head = Enumerable.Range(i / Size * Size, Size).ToArray();
            var scores = keys.Select(key => Math.Exp(head.Sum(j => query[j] * key[j]) / Math.Sqrt(Size))).ToArray();
            return values.Select((value, position) => value[i] * scores[position]).Sum() / scores.Sum();
        }).ToArray())];
    }

    private static double[][] Sum(double[][] left, double[][] right) => [.. left.Zip(right, (a, b) => a.Zip(b, (x, y) => x + y).ToArray())];

    // x/2 (1 + erf(x/√2)), the error function by its Taylor series: |x| stays small here.
    private static double Gelu(double x)
    {
        var z = x / Math.Sqrt(2);
        var (term, sum) = (z, z);
        for (var n = 1; n < 200; n++)
        {
            term *= -z * z / n;
            sum += term / ((2 * n) + 1);
        }

        return x / 2 * (1 + (2 / Math.Sqrt(Math.PI) * sum));
    }
}
