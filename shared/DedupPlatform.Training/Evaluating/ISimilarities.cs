namespace DedupPlatform.Training.Evaluating;

/// <summary>How alike the texts of a list are, by one way of comparing them.</summary>
/// <remarks>Members may be called concurrently.</remarks>
public interface ISimilarities
{
    /// <summary>The number of texts.</summary>
    int Count { get; }

    /// <summary>How alike two texts are, by their places: at most 1, and symmetric.</summary>
    float Between(int a, int b);

    /// <summary>Compares a run of consecutive texts with all texts.</summary>
    /// <param name="first">The place of the first text of the run.</param>
    /// <param name="rows">One row of <see cref="Count"/> similarities for each text of the run; overwritten.</param>
    void Fill(int first, Span<float> rows);
}
