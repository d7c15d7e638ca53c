using CsCheck;
using DedupPlatform.VectorIndex.Embedded;

namespace DedupPlatform.VectorIndex.Tests.Embedded;

public sealed class VectorSearchTests
{
    private const int Dimension = 32;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Exact_search_returns_what_sorting_everything_would() => Gen.Select(Gen.Int[0, 400], Gen.Int[1, 20], Gen.Float[-1, 1], Gen.Int[0, 9999]).Sample(sample =>
    {
        var (count, limit, threshold, seed) = sample;
        var (site, vectors, query) = Site(count, seed);

        var hits = VectorSearch.Exact(site, query, limit, threshold, Cancel);

        var expected = vectors.Select((vector, row) => new Hit(row + 1, Vectors.Similarity(query, vector)))
            .Where(hit => hit.Similarity >= threshold).OrderByDescending(hit => hit.Similarity).ToList();
        var last = expected.Count > limit ? expected[limit - 1].Similarity : -1;
        hits.Select(hit => hit.Similarity).ShouldBeInOrder(SortDirection.Descending);
        hits.ShouldBe(expected.Where(hit => hit.Similarity >= last), ignoreOrder: true);
    }, iter: 200);

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(101)]
    public void Of_thousands_of_equal_ones_those_stored_first_are_kept_and_no_more_than_ten_for_each_that_is_asked_for(int limit)
    {
        var site = new SiteVectors("cooking", Dimension, new RowSlots());
        var vector = new VectorGenerator(seed: 1, Dimension, clusters: 1).Next();
        foreach (var row in Enumerable.Range(1, 50_000).Reverse())
        {
            site.Put(row, vector);
        }

        site.Publish();

        var exact = VectorSearch.Exact(site.Snapshot, vector, limit, 0.5f, Cancel);
        var preselected = VectorSearch.Preselected(site.Snapshot, vector, limit, 0.5f, new EmbeddedIndexOptions().Rescored, Cancel);

        exact.Select(hit => hit.Row).ShouldBe(Enumerable.Range(1, 10 * limit));
        preselected.ShouldBe(exact);
    }

    [Theory]
    [InlineData(1, 2_000)]
    [InlineData(66, 2_000)]
    [InlineData(67, 2_010)]
    [InlineData(1_000, 30_000)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void As_many_are_rescored_as_configured_or_thirty_for_each_candidate_if_that_is_more(int limit, int rescored) =>
        new EmbeddedIndexOptions { Rescored = 2_000 }.RescoredFor(limit).ShouldBe(rescored);

    [Fact]
    public void A_better_candidate_among_thousands_of_equal_ones_is_found()
    {
        var site = new SiteVectors("cooking", Dimension, new RowSlots());
        var generator = new VectorGenerator(seed: 1, Dimension, clusters: 1);
        var (many, one) = (generator.Next(), generator.Next());
        for (var row = 1; row <= 5_000; row++)
        {
            site.Put(row, row == 4_000 ? one : many);
        }

        site.Publish();

        VectorSearch.Exact(site.Snapshot, one, 10, -1, Cancel)[0].Row.ShouldBe(4_000);
    }

    [Fact]
    public void Rescoring_everything_is_exact() => Gen.Select(Gen.Int[0, 400], Gen.Int[1, 20], Gen.Int[0, 9999]).Sample(sample =>
    {
        var (count, limit, seed) = sample;
        var (site, _, query) = Site(count, seed);

        VectorSearch.Preselected(site, query, limit, -1, rescored: 400, Cancel).ShouldBe(VectorSearch.Exact(site, query, limit, -1, Cancel), ignoreOrder: true);
    }, iter: 100);

    [Fact]
    public void Preselection_keeps_the_nearest_signs_and_all_that_tie_with_the_last_and_of_the_far_ones_fewer() =>
        Gen.Select(Gen.Int[1, 400], Gen.Int[1, 50], Gen.Int[1, 50], Gen.Int[0, Dimension], Gen.Int[0, 9999]).Sample(sample =>
    {
        var (count, wanted, fewer, most, seed) = sample;
        var least = Math.Min(fewer, wanted);
        var (site, vectors, query) = Site(count, seed);
        var distances = vectors.Select(vector => SignBits.Distance(Pack(query), Pack(vector))).ToList();
        var cutoff = Math.Min(OfNearest(wanted), Math.Max(most, OfNearest(least)));

        var preselection = new Preselection(Dimension, wanted, most, least);
        for (var i = 0; i < site.Slices.Length; i++)
        {
            preselection.Scan(i, site.Slices[i].Chunk, site.Slices[i].Count, site.Version, Pack(query));
        }

        var rows = preselection.Take().Select(row => site.Slices[row.Slice].Chunk.Row(row.Offset) - 1);
        rows.ShouldBe(Enumerable.Range(0, count).Where(row => distances[row] <= cutoff), ignoreOrder: true);

        int OfNearest(int number) => distances.Order().ElementAt(Math.Min(number, count) - 1);
    }, iter: 200);

    [Theory]
    [InlineData(0.5f)]
    [InlineData(0.7f)]
    [InlineData(0.9f)]
    [InlineData(0.999f)]
    public void What_is_as_similar_as_the_threshold_differs_in_no_more_signs_than_are_allowed(float similarity)
    {
        var (random, most) = (new Random(1), SignBits.MostDistance(384, similarity));
        for (var i = 0; i < 1_000; i++)
        {
            var (first, other) = (Direction(), Direction());
            var across = other.Zip(first, (next, one) => next - (Vectors.Similarity(other, first) * one)).ToArray();
            var length = MathF.Sqrt(across.Sum(part => part * part));
            var second = first.Zip(across, (one, next) => (similarity * one) + (MathF.Sqrt(1 - (similarity * similarity)) * next / length)).ToArray();

            Vectors.Similarity(first, second).ShouldBe(similarity, tolerance: 1e-4);
            SignBits.Distance(Pack(first), Pack(second)).ShouldBeLessThanOrEqualTo(most);
        }

        most.ShouldBeLessThan(384);

        float[] Direction()
        {
            float[] direction = [.. Enumerable.Range(0, 384).Select(_ => (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5))];
            var length = MathF.Sqrt(direction.Sum(part => part * part));
            return [.. direction.Select(part => part / length)];
        }
    }

    [Fact]
    public void Preselection_finds_99_of_100_true_neighbours_in_clusters()
    {
        var generator = new VectorGenerator(seed: 1, dimension: 128, clusters: 400);
        var site = new SiteVectors("cooking", 128, new RowSlots());
        for (var row = 1; row <= 20_000; row++)
        {
            site.Put(row, generator.Next());
        }

        site.Publish();

        var found = 0;
        for (var i = 0; i < 50; i++)
        {
            var query = generator.Next();
            var exact = VectorSearch.Exact(site.Snapshot, query, 10, -1, Cancel);
            found += VectorSearch.Preselected(site.Snapshot, query, 10, -1, new EmbeddedIndexOptions().Rescored, Cancel).Intersect(exact).Count();
        }

        found.ShouldBeGreaterThanOrEqualTo(495);
    }

    private static (SiteSnapshot Site, List<float[]> Vectors, float[] Query) Site(int count, int seed)
    {
        var generator = new VectorGenerator(seed, Dimension, clusters: 7);
        var vectors = Enumerable.Range(0, count).Select(_ => generator.Next()).ToList();
        var site = new SiteVectors("cooking", Dimension, new RowSlots());
        for (var i = 0; i < count; i++)
        {
            site.Put(i + 1, vectors[i]);
        }

        site.Publish();
        return (site.Snapshot, vectors, generator.Next());
    }

    private static ulong[] Pack(float[] vector)
    {
        var words = new ulong[SignBits.Words(vector.Length)];
        SignBits.Pack(vector, words);
        return words;
    }
}
