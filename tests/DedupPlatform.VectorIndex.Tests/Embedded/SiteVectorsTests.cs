using DedupPlatform.VectorIndex.Embedded;

namespace DedupPlatform.VectorIndex.Tests.Embedded;

public sealed class SiteVectorsTests
{
    private readonly SiteVectors _site = new("cooking", Sample.Dimension, new RowSlots());

    [Fact]
    public void A_snapshot_stays_as_it_was_whatever_is_written_later()
    {
        PutAll(revision: 0, rows: 1000);
        var before = _site.Snapshot;

        for (var revision = 1; revision <= 20; revision++)
        {
            PutAll(revision, rows: 1000);
        }

        Enumerable.Range(1, 500).ToList().ForEach(_site.Remove);
        _site.Publish();

        Angles(before).ShouldBe(Enumerable.Range(1, 1000).Select(row => (row, Angle(row, 0))), ignoreOrder: true);
        Angles(_site.Snapshot).ShouldBe(Enumerable.Range(501, 500).Select(row => (row, Angle(row, 20))), ignoreOrder: true);
        (_site.Snapshot.Vectors, _site.Snapshot.Questions).ShouldBe((500, 500));
    }

    [Fact]
    public void Nothing_is_visible_before_it_is_published()
    {
        PutAll(revision: 0, rows: 3);

        _site.Put(4, Sample.At(1).Span);
        _site.Remove(1);

        Angles(_site.Snapshot).Select(found => found.Row).ShouldBe([1, 2, 3], ignoreOrder: true);
    }

    [Fact]
    public void Rewriting_a_site_for_ever_takes_no_more_memory()
    {
        var random = new Random(1);
        PutAll(revision: 0, rows: 20_000);

        for (var round = 1; round <= 50; round++)
        {
            for (var i = 0; i < 4_000; i++)
            {
                _site.Put(random.Next(1, 20_001), Sample.At(round).Span);
            }

            _site.Publish();
        }

        _site.Snapshot.Vectors.ShouldBe(20_000);
        _site.Snapshot.Slices.Sum(slice => slice.Count).ShouldBeLessThan(20_000 * 3 / 2);
        Angles(_site.Snapshot).Select(found => found.Row).Order().ShouldBe(Enumerable.Range(1, 20_000));
    }

    private static float Angle(int row, int revision) => Sample.At((row + revision) % 360).Span[0];

    private static IEnumerable<(int Row, float Angle)> Angles(SiteSnapshot site) =>
        from slice in site.Slices
        from offset in Enumerable.Range(0, slice.Count)
        where slice.Chunk.IsAlive(offset, site.Version)
        select (slice.Chunk.Row(offset), slice.Chunk.Vector(offset)[0]);

    private void PutAll(int revision, int rows)
    {
        for (var row = 1; row <= rows; row++)
        {
            _site.Put(row, Sample.At((row + revision) % 360).Span);
        }

        _site.Publish();
    }
}
