namespace DedupPlatform.VectorIndex.Tests.Embedded;

/// <summary>Vectors of length 1 in clusters, as questions have them; the same for the same seed.</summary>
internal sealed class VectorGenerator(int seed, int dimension, int clusters)
{
    private readonly Random _random = new(seed);
    private float[][]? _centres;

    public float[] Next()
    {
        _centres ??= [.. Enumerable.Range(0, clusters).Select(_ => Noise())];
        var (centre, noise) = (_centres[_random.Next(clusters)], Noise());
        return Normalise([.. centre.Zip(noise, (mean, deviation) => mean + (0.6f * deviation))]);
    }

    private float[] Noise() => [.. Enumerable.Range(0, dimension).Select(_ => (float)(_random.NextDouble() + _random.NextDouble() - 1))];

    private static float[] Normalise(float[] vector)
    {
        var length = MathF.Sqrt(vector.Sum(component => component * component));
        return [.. vector.Select(component => component / length)];
    }
}
