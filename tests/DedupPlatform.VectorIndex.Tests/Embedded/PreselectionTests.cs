using DedupPlatform.VectorIndex.Embedded;
using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Tests.Embedded;

public sealed class PreselectionTests : EmbeddedIndexFixture
{
    private const int Rescored = 30;

    [Theory]
    [InlineData(Rescored + 1, "agrees")]
    [InlineData(Rescored + 2, "closest")]
    public async Task Of_a_site_with_so_many_vectors_only_those_whose_signs_agree_best_are_compared_and_all_of_a_smaller_one(int from, string found)
    {
        var options = new EmbeddedIndexOptions { PreselectFrom = from, Rescored = 10 };
        await using var index = await EmbeddedIndex.OpenAsync(options, "a-model", Dimension, Folder, logger: null, new IndexMetrics(meters: null), Cancel);
        await index.UpsertAsync(
            [Question("closest", At(-1)), Question("agrees", At(30)), .. Enumerable.Range(1, Rescored - 1).Select(i => Question($"q{i}", At(45)))], Cancel);

        (await index.IdsAsync(Search(At(1), limit: 1))).ShouldBe([found]);
    }
}
