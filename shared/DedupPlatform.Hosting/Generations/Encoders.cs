using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using DedupPlatform.Encoding;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting;

/// <summary>The encoders of a process: the configured one, and those of other generations of the index, loaded when first needed.</summary>
public sealed class Encoders : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<QuestionEncoder>> _loaded = [];
    private readonly Models _models;
    private readonly EncoderOptions _options;
    private readonly IMeterFactory _meters;

    /// <summary>Loads the configured encoder.</summary>
    public Encoders(Models models, IOptions<EncoderOptions> options, IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(options);
        (_models, _options, _meters) = (models, options.Value, meters);
        Default = Open(models.Default);
    }

    /// <summary>The encoder that <c>Encoder:Model</c> names.</summary>
    public QuestionEncoder Default { get; }

    /// <summary>The encoder of a model, or <see langword="null"/> where <see cref="Models"/> does not know it.</summary>
    /// <exception cref="InvalidModelException">The model is there but cannot be used.</exception>
    public QuestionEncoder? Find(string model) =>
        _loaded.TryGetValue(model, out var loaded) ? loaded.Value : _models.Find(model) is { } found ? Open(found) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var encoder in _loaded.Values)
        {
            encoder.Value.Dispose();
        }
    }

    private QuestionEncoder Open(ModelDirectory model) => _loaded.GetOrAdd(
        model.Name, _ => new(() => new QuestionEncoder(model, EncoderBackends.Create(model, _options), _options, _meters))).Value;
}
