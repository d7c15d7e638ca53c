namespace DedupPlatform.VectorIndex.Tests;

/// <summary>Vectors that no index of <see cref="Sample.Dimension"/> takes, each with the word its refusal must hold.</summary>
public static class BadVectors
{
    public static TheoryData<string, float[]> All => new()
    {
        { "dimension", [1, 0, 0] },
        { "zero", [0, 0, 0, 0] },
        { "NaN", [float.NaN, 0, 0, 1] },
        { "infinity", [float.PositiveInfinity, 0, 0, 0] },
        { "length", [3, 4, 0, 0] },
    };
}
