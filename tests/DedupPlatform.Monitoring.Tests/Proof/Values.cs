using System.Collections.Concurrent;
using System.Globalization;

namespace DedupPlatform.Monitoring.Tests.Proof;

/// <summary>What every expression had for values: left in artifacts/monitoring-values.tsv.</summary>
public sealed class Values : IDisposable
{
    private readonly ConcurrentQueue<string> _lines = [];

    internal void Add(string kind, string name, string expression, IReadOnlyList<double> values) => _lines.Enqueue(string.Join('\t',
        kind, name, values.Count, string.Join(' ', values.Take(8).Select(value => value.ToString("G4", CultureInfo.InvariantCulture))), expression));

    public void Dispose()
    {
        if (!_lines.IsEmpty)
        {
            var file = Path.Combine(Repository.Root, "artifacts", "monitoring-values.tsv");
            File.WriteAllLines(file, _lines.Order(StringComparer.Ordinal).Prepend("kind\tname\tseries\tvalues\texpression"));
        }
    }
}
