using System.Globalization;

namespace DedupPlatform.Standalone.Tests;

/// <summary>One process for the tests of a class; each test keeps to a site of its own.</summary>
public sealed class SharedStandalone : IAsyncLifetime
{
    public const string StrictSite = "strict";
    public const float StrictThreshold = 0.95f;

    private readonly TemporaryDirectory _data = new();
    private ServiceProcess _process = null!;

    public HttpClient Http => _process.Http;

    public string Output => _process.Output;

    public async ValueTask InitializeAsync() => _process = await StandaloneProcess.StartAsync(
        _data.Path, $"--Duplicates:Sites:{StrictSite.ToUpperInvariant()}", StrictThreshold.ToString(CultureInfo.InvariantCulture));

    public ValueTask DisposeAsync()
    {
        _process.Dispose();
        _data.Dispose();
        return ValueTask.CompletedTask;
    }
}
