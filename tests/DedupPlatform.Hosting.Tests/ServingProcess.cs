using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using DedupPlatform.Encoding;
using DedupPlatform.VectorIndex;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting.Tests;

/// <summary>A process, as far as it serves generations of an index.</summary>
internal sealed class ServingProcess : ILogger<ServedGenerations>, IDisposable
{
    private static readonly IMeterFactory Meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    private readonly ConcurrentQueue<string> _log = [];
    private readonly Encoders _encoders;

    public ServingProcess(IGenerations generations, string model, CreateBackend? create = null, TimeProvider? time = null)
    {
        var options = Options.Create(new EncoderOptions { Model = model });
        _encoders = new Encoders(new Models(options), options, Meters, create ?? ((_, _) => new OneVector()));
        Served = new ServedGenerations(generations, _encoders, time ?? TimeProvider.System, this);
    }

    public ServedGenerations Served { get; }

    /// <summary>What an operator reads.</summary>
    public IReadOnlyList<string> Log => [.. _log];

    /// <summary>Writes a question to every generation, as a worker does.</summary>
    public async Task WriteAsync(string id) => await WriteAsync(id, await Served.LiveAsync());

    public Task WriteAsync(string id, ServedGeneration live) => Served.WriteAsync(live, async served =>
    {
        var embedding = await served.Encoder.EncodeAsync("How do I reset my router?", null, Contracts.Lane.Live);
        await served.Index.UpsertAsync([new IndexedQuestion
        {
            Site = "default", Id = id, Revision = 1, Title = "How do I reset my router?", Vector = embedding.Vector, Fingerprint = embedding.Fingerprint,
        }]);
    });

    public void Dispose() => _encoders.Dispose();

    void ILogger.Log<TState>(LogLevel level, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> format) =>
        _log.Enqueue(format(state, exception));

    bool ILogger.IsEnabled(LogLevel level) => true;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;
}
