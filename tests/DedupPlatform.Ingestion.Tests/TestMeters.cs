using System.Diagnostics.Metrics;

namespace DedupPlatform.Ingestion.Tests;

internal sealed class TestMeters : IMeterFactory
{
    /// <summary>What was made here, and not by a test beside this one.</summary>
    public List<Meter> Created { get; } = [];

    public Meter Create(MeterOptions options)
    {
        Created.Add(new(options));
        return Created[^1];
    }

    public void Dispose()
    {
    }
}
