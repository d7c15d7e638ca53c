using System.Diagnostics;

namespace DedupPlatform.Encoding.Tests;

/// <summary>A forward pass written out loop by loop, in double precision: what backends are compared with.</summary>
public abstract class ReferenceEncoder(Dictionary<string, float[]> weights, Pooling pooling, bool normalize)
{
    protected Dictionary<string, float[]> Weights => weights;

    public float[] Encode(int[] tokenIds)
    {
        var vector = Project(Pool(Tokens(tokenIds)));
        var length = normalize ? Math.Sqrt(vector.Sum(value => value * value)) : 1;
        return [.. vector.Select(value => (float)(value / length))];
    }

    /// <summary>The vectors of the tokens, those of the last layer.</summary>
    protected abstract double[][] Tokens(int[] tokenIds);

    protected virtual double[] Project(double[] pooled) => pooled;

    protected double[][] Linear(double[][] rows, string name) => [.. rows.Select(row => Product(row, weights[$"{name}.weight"], weights[$"{name}.bias"]))];

    protected static double[] Product(double[] row, float[] matrix, float[] bias) =>
        [.. bias.Select((offset, output) => offset + row.Select((value, input) => value * matrix[(output * row.Length) + input]).Sum())];

    private double[] Pool(double[][] rows) => [.. Enumerable.Range(0, rows[0].Length).Select(i => pooling switch
    {
        Pooling.Mean => rows.Average(row => row[i]),
        Pooling.Max => rows.Max(row => row[i]),
        Pooling.Cls => rows[0][i],
        _ => throw new UnreachableException(),
    })];
}
