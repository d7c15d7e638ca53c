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

    /// <summary>What an instrument measures now, by its label if it has one.</summary>
    public Dictionary<string, T> Read<T>(string name)
        where T : struct
    {
        var measured = new Dictionary<string, T>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (Created.Contains(instrument.Meter) && instrument.Name == name)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<T>((_, value, tags, _) => measured[tags.IsEmpty ? "" : (string)tags[0].Value!] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return measured;
    }

    public void Dispose()
    {
    }
}
