namespace DedupPlatform.VectorIndex.Tests;

/// <summary>Questions and vectors to test with.</summary>
internal static class Sample
{
    public const int Dimension = 4;

    public static IndexedQuestion Question(string id, ReadOnlyMemory<float> vector, long revision = 1, string site = "cooking", string? fingerprint = null) => new()
    {
        Site = site,
        Id = id,
        Revision = revision,
        Title = $"Title of {id} at {revision}",
        Url = $"https://example.org/{id}",
        Fingerprint = fingerprint ?? $"print of {id}",
        Vector = vector,
    };

    public static SearchRequest Search(ReadOnlyMemory<float> vector, float threshold = 0.5f, int limit = 10, string site = "cooking", string fingerprint = "", string? exclude = null) => new()
    {
        Site = site,
        Vector = vector,
        Fingerprint = fingerprint,
        Limit = limit,
        Threshold = threshold,
        ExcludeId = exclude,
    };

    public static ReadOnlyMemory<float> Vector(params float[] components) => components;

    /// <summary>A vector of length 1 in the plane of the first two axes; its similarity to the one at 0 is the cosine of the angle.</summary>
    public static ReadOnlyMemory<float> At(double degrees, int dimension = Dimension)
    {
        var vector = new float[dimension];
        (vector[1], vector[0]) = ((float)Math.Sin(degrees * Math.PI / 180), (float)Math.Cos(degrees * Math.PI / 180));
        return vector;
    }

    public static async Task<string[]> IdsAsync(this IVectorIndex index, SearchRequest request) =>
        [.. (await index.SearchAsync(request, TestContext.Current.CancellationToken)).Select(candidate => candidate.Id)];
}
