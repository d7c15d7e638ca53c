using System.Diagnostics.Metrics;
using DedupPlatform.VectorIndex.Embedded;

namespace DedupPlatform.VectorIndex.Tests.Embedded;

public class EmbeddedIndexConformance : VectorIndexConformance<EmbeddedIndex>, IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private EmbeddedIndex? _index;

    protected virtual EmbeddedIndexOptions Options => new();

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
