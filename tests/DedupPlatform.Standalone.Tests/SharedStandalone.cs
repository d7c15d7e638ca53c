namespace DedupPlatform.Standalone.Tests;

/// <summary>One process for the tests of a class; each test keeps to a site of its own.</summary>
public sealed class SharedStandalone : IAsyncLifetime
{
    private readonly TemporaryDirectory _data = new();
    private StandaloneProcess _process = null!;

    public HttpClient Http => _process.Http;

    public string Output => _process.Output;

    public async ValueTask InitializeAsync() => _process = await StandaloneProcess.StartAsync(_data.Path);

    public ValueTask DisposeAsync()
    {
        _process.Dispose();
        _data.Dispose();
        return ValueTask.CompletedTask;
    }
}
