using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Tests;
using DedupPlatform.Hosting;
using DedupPlatform.Ingestion.Reindex;
using DedupPlatform.Qdrant.Double;
using DedupPlatform.VectorIndex;
using DedupPlatform.VectorIndex.Qdrant;
using MassTransit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DedupPlatform.Ingestion.Tests.Reindex;

/// <summary>Two processes of the ingestion API share an index.</summary>
public sealed class ReindexJobsTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly IBusControl _bus = Bus.Factory.CreateUsingInMemory(_ => { });
    private readonly List<QdrantGenerations> _connected = [];
    private QdrantDouble _qdrant = null!;
    private ModelDirectory _model = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        new TinyBert().Write(_directory.FullPath);
        _model = ModelDirectory.Load(_directory.FullPath);
        _qdrant = await QdrantDouble.StartAsync();
        await _bus.StartAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _bus.StopAsync(Cancel);
        foreach (var generations in _connected)
        {
            await generations.DisposeAsync();
        }

        await _qdrant.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task What_one_process_has_begun_outlives_another_that_began_it_too_and_cannot_send()
    {
        var (first, second) = (Jobs(_bus, second: 1), Jobs(UnreachableBus.Create(), second: 2));
        ReindexJob? begun = null;

        // The other has found no job that runs, and knows the number of the next.
        _qdrant.Faults.Interrupt(2, async () => (begun, _) = await first.StartAsync(_model, Cancel));
        await Should.ThrowAsync<ServiceUnavailableException>(() => second.StartAsync(_model, Cancel));

        (await first.FindAsync(begun.ShouldNotBeNull().JobId, Cancel)).ShouldBe(begun);
    }

    [Fact]
    public async Task One_that_cannot_be_sent_leaves_nothing()
    {
        await Should.ThrowAsync<ServiceUnavailableException>(() => Jobs(UnreachableBus.Create(), second: 1).StartAsync(_model, Cancel));

        (await _connected[0].ListAsync(Cancel)).ShouldBeEmpty();
    }

    private ReindexJobs Jobs(IBus bus, int second)
    {
        _connected.Add(new QdrantGenerations(new QdrantOptions { Url = _qdrant.Url, HttpUrl = _qdrant.HttpUrl }, NullLogger<QdrantGenerations>.Instance));
        return new ReindexJobs(_connected[^1], bus, new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddSeconds(second)));
    }
}
