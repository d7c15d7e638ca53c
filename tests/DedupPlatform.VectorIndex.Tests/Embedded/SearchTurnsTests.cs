using DedupPlatform.VectorIndex.Embedded;

namespace DedupPlatform.VectorIndex.Tests.Embedded;

public sealed class SearchTurnsTests : IDisposable
{
    private readonly SearchTurns _turns = new(cores: 1);
    private readonly SemaphoreSlim _begun = new(0), _goOn = new(0);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _begun.Dispose();
        _goOn.Dispose();
    }

    [Fact]
    public async Task As_many_search_at_once_as_there_are_cores()
    {
        var running = Task.Run(() => SearchAsync(Cancel), Cancel);
        await _begun.WaitAsync(Cancel);

        var waiting = SearchAsync(Cancel);

        _begun.CurrentCount.ShouldBe(0);
        _goOn.Release(2);
        await Task.WhenAll(running, waiting);
    }

    [Fact]
    public async Task Who_waits_no_longer_takes_no_turn()
    {
        var running = Task.Run(() => SearchAsync(Cancel), Cancel);
        await _begun.WaitAsync(Cancel);
        using var leaving = new CancellationTokenSource();
        var gone = SearchAsync(leaving.Token);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => gone);

        var waiting = SearchAsync(Cancel);

        _goOn.Release(2);
        await Task.WhenAll(running, waiting);
    }

    [Fact]
    public async Task A_check_waits_behind_one_search_of_those_for_whose_answer_nobody_waits()
    {
        var background = Enumerable.Range(0, 10).Select(_ => Task.Run(() => _turns.InBackgroundAsync(() => SearchAsync(Cancel), Cancel), Cancel)).ToList();
        await _begun.WaitAsync(Cancel);
        var check = SearchAsync(Cancel);

        _goOn.Release(2);
        await check;

        background.Count(search => search.IsCompleted).ShouldBeLessThanOrEqualTo(2);
        _goOn.Release(10);
        await Task.WhenAll(background);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 2)]
    public async Task Searches_for_whose_answer_nobody_waits_get_half_of_the_cores_and_one_at_least(int cores, int most)
    {
        var (turns, end, running) = (new SearchTurns(cores), new TaskCompletionSource<int>(), 0);

        var background = Enumerable.Range(0, 10).Select(_ => turns.InBackgroundAsync(BeginAsync, Cancel)).ToList();

        running.ShouldBe(most);
        end.SetResult(0);
        await Task.WhenAll(background);

        Task<int> BeginAsync()
        {
            running++;
            return end.Task;
        }
    }

    private Task<int> SearchAsync(CancellationToken cancellationToken) => _turns.RunAsync(
        () =>
        {
            _begun.Release();
            _goOn.Wait(Cancel);
            return 0;
        },
        cancellationToken);
}
