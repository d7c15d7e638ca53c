using System.Diagnostics.Metrics;

namespace DedupPlatform.Testing;

/// <summary>What a host measures, and not one beside it.</summary>
public static class Measurements
{
    /// <summary>Hears what an instrument measures, and its labels, until it is disposed.</summary>
    public static MeterListener Listen<T>(this IServiceProvider host, string instrument, Action<T, Dictionary<string, object?>> heard)
        where T : struct
    {
        var meters = (IMeterFactory)host.GetService(typeof(IMeterFactory))!;
        var listener = new MeterListener
        {
            InstrumentPublished = (published, self) =>
            {
                if (published.Name == instrument && published.Meter.Scope == meters)
                {
                    self.EnableMeasurementEvents(published);
                }
            },
        };
        listener.SetMeasurementEventCallback<T>((_, value, labels, _) => heard(value, new(labels.ToArray())));
        listener.Start();
        return listener;
    }
}
