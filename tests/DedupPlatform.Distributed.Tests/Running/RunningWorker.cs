namespace DedupPlatform.Distributed.Tests.Running;

/// <summary>A worker for all tests of a class, and queues that are empty when it starts.</summary>
public sealed class RunningWorker(Platform platform) : IAsyncLifetime
{
    private ServiceProcess? _process;

    internal string Output => _process!.Output;

    internal HttpClient Http => _process!.Http;

    public async ValueTask InitializeAsync()
    {
        await platform.Queues.PurgeAsync();
        _process = await platform.StartWorker().ReadyAsync();
    }

    public ValueTask DisposeAsync()
    {
        _process?.Dispose();
        return ValueTask.CompletedTask;
    }
}
