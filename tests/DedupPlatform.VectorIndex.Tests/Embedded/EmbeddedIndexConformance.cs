using System.Diagnostics.Metrics;
using DedupPlatform.VectorIndex.Embedded;

namespace DedupPlatform.VectorIndex.Tests.Embedded;

public class EmbeddedIndexConformance : VectorIndexConformance<EmbeddedIndex>, IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private EmbeddedIndex? _index;

    protected virtual EmbeddedIndexOptions Options => new();

    [Fact]
    public async Task The_estimate_is_exact()
    {
        var index = await CreateAsync();
        await index.UpsertAsync([.. Enumerable.Range(0, 9).Select(i => Sample.Question($"q{i}", i == 4 ? default : Sample.At(i), site: $"site{i % 2}"))], Cancel);
        await index.RemoveAsync([new QuestionRemoval("site0", "q2", 5), new QuestionRemoval("site0", "never", 5)], Cancel);

        (await index.EstimateAsync(Cancel)).ShouldBe(8);
    }

    public async ValueTask DisposeAsync()
    {
        if (_index is not null)
        {
            await _index.DisposeAsync();
        }

        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task<IVectorIndex> CreateAsync(IMeterFactory? meters = null) =>
        _index = await EmbeddedIndex.OpenAsync(Options, "a-model", Sample.Dimension, _directory.Path, logger: null, new IndexMetrics(meters), Cancel);
}
