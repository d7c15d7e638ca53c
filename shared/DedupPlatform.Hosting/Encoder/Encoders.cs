using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using DedupPlatform.Encoding;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting;

/// <summary>The encoders of a process: the configured one, and those of other generations of the index, loaded when first needed.</summary>
public sealed class Encoders : IDisposable
{
    private readonly ConcurrentDictionary<string, QuestionEncoder> _loaded = [];
    private readonly Lock _loading = new();
    private readonly Models _models;
    private readonly EncoderOptions _options;
    private readonly IMeterFactory _meters;
    private readonly CreateBackend _create;

    /// <summary>Loads the configured encoder.</summary>
    public Encoders(Models models, IOptions<EncoderOptions> options, IMeterFactory meters, CreateBackend create)
    {
        (_models, _options, _meters, _create) = (models, options.Value, meters, create);
        Default = Open(models.Default);
    }

    /// <summary>The encoder that <c>Encoder:Model</c> names.</summary>
    public QuestionEncoder Default { get; }

    /// <summary>The names of the models that could be loaded, read now.</summary>
    internal IEnumerable<string> Names => _models.Names;

    /// <summary>The encoders that have been loaded.</summary>
    internal IEnumerable<QuestionEncoder> Loaded => _loaded.Values;

    /// <summary>The encoder of a model, or <see langword="null"/> if <see cref="Models"/> does not know it.</summary>
    /// <exception cref="InvalidModelException">The model is there but cannot be used.</exception>
    public QuestionEncoder? Find(string model) =>
        _loaded.TryGetValue(model, out var loaded) ? loaded : _models.Find(model) is { } found ? Open(found) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var encoder in _loaded.Values)
        {
            encoder.Dispose();
        }
    }

    private QuestionEncoder Open(ModelDirectory model)
    {
        lock (_loading)
        {
            return _loaded.TryGetValue(model.Name, out var loaded)
                ? loaded
                : _loaded[model.Name] = new QuestionEncoder(model, _create(model, _options), _options, _meters);
        }
    }
}
