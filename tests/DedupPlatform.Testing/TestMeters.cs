using System.Diagnostics.Metrics;

namespace DedupPlatform.Testing;

/// <summary>Makes meters that no test beside this one has.</summary>
public sealed class TestMeters : IMeterFactory
{
    private readonly List<Meter> _created = [];

    public IReadOnlyList<Meter> Created => _created;

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        _created.Add(new(options));
        return _created[^1];
    }

    /// <summary>What an instrument measures now, by its label if it has one.</summary>
    public Dictionary<string, T> Read<T>(string name)
        where T : struct
    {
        var measured = new Dictionary<string, T>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == this && instrument.Name == name)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<T>((_, value, tags, _) => measured[tags.IsEmpty ? "" : (string)tags[0].Value!] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return measured;
    }

    public void Dispose() => _created.ForEach(meter => meter.Dispose());
}
