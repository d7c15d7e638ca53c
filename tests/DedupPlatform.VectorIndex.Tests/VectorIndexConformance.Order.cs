using CsCheck;
using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Tests;

public abstract partial class VectorIndexConformance<TIndex>
{
    private sealed record Write(string Id, long Revision, bool Removal)
    {
        public ReadOnlyMemory<float> Vector => Revision % 3 == 2 ? default : At(Revision * 17 % 90);
    }

    private static readonly Gen<Write> Writes = Gen.Select(Gen.Int[0, 3], Gen.Long[0, 6], Gen.Bool, (id, revision, removal) => new Write($"q{id}", revision, removal));

    [Fact]
    public async Task Concurrent_writers_and_searches_see_every_completed_write()
    {
        var index = await CreateAsync();

        await Parallel.ForAsync(0, 40, Cancel, async (i, cancel) =>
        {
            var (id, degrees) = ($"q{i}", 9 * i);
            await index.UpsertAsync([Question(id, At(degrees))], cancel);
            (await index.IdsAsync(Search(At(degrees), threshold: 0.9999f))).ShouldContain(id);
            if (i % 2 == 0)
            {
                await index.RemoveAsync([new QuestionRemoval("cooking", id, 1)], cancel);
                (await index.IdsAsync(Search(At(degrees), threshold: 0.9999f))).ShouldNotContain(id);
            }
        });

        (await index.CountAsync(Cancel)).ShouldBe(new Dictionary<string, long> { ["cooking"] = 20 });
    }

    [Fact]
    public async Task Any_order_repetition_and_grouping_of_writes_ends_in_the_same_state()
    {
        var index = await CreateAsync();
        var samples = 0;

        await Gen.Select(Writes.List[1, 24], Gen.Int[1, 6]).SampleAsync(async sample =>
        {
            var (writes, callSize) = sample;
            var site = $"site{Interlocked.Increment(ref samples)}";

            foreach (var call in writes.Chunk(callSize))
            {
                await index.RemoveAsync([.. call.Where(write => write.Removal).Select(write => new QuestionRemoval(site, write.Id, write.Revision))], Cancel);
                await index.UpsertAsync([.. call.Where(write => !write.Removal).Select(write => Question(write.Id, write.Vector, write.Revision, site, "print"))], Cancel);
            }

            var last = writes.GroupBy(write => write.Id).Select(group => group.MaxBy(write => (write.Revision, write.Removal))!).Where(write => !write.Removal).ToList();
            foreach (var id in writes.Select(write => write.Id).Distinct())
            {
                var found = await index.FindAsync(site, id, Cancel);
                (found?.Revision).ShouldBe(last.SingleOrDefault(write => write.Id == id)?.Revision);
            }

            (await index.IdsAsync(Search(At(0), threshold: -1, site: site))).ShouldBe(
                last.Where(write => !write.Vector.IsEmpty).OrderBy(write => write.Revision * 17 % 90).ThenBy(write => write.Id).Select(write => write.Id));
            (await index.IdsAsync(Search(default, site: site, fingerprint: "print"))).ShouldBe(
                last.Where(write => write.Vector.IsEmpty).OrderBy(write => write.Id).Select(write => write.Id));
            (await index.CountAsync(Cancel)).GetValueOrDefault(site).ShouldBe(last.Count);
        }, iter: 60, threads: 1);
    }
}
