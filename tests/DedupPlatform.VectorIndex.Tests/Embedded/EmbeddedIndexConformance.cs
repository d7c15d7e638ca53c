using System.Diagnostics;
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

    [Fact]
    public async Task A_search_in_the_background_is_measured_from_its_turn_on()
    {
        var index = await CreateAsync();
        using var test = new Activity("test").Start();
        var begun = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == IndexMetrics.Scope,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = span => Interlocked.Add(ref begun, span.TraceId == test.TraceId ? 1 : 0),
        };
        ActivitySource.AddActivityListener(listener);
        var turns = new TaskCompletionSource<int>();
        var others = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => _index!.Turns.InBackgroundAsync(() => turns.Task, Cancel)).ToList();

        var background = index.SearchAsync(Sample.Search(Sample.At(0)) with { IsBackground = true }, Cancel);

        begun.ShouldBe(0);
        await index.SearchAsync(Sample.Search(Sample.At(0)), Cancel);
        begun.ShouldBe(1, "whoever waits does so for a core alone");
        turns.SetResult(0);
        await Task.WhenAll([background, .. others]);
        begun.ShouldBe(2);
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
