using DedupPlatform.Training.Evaluating;

namespace DedupPlatform.Training.Tests.Evaluating;

/// <summary>Similarities as a test writes them down.</summary>
internal sealed class GivenSimilarities(float[][] matrix) : ISimilarities
{
    public int Count => matrix.Length;

    public float Between(int a, int b) => matrix[a][b];

    public void Fill(int first, Span<float> rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = matrix[first + i / Count][i % Count];
        }
    }
}
