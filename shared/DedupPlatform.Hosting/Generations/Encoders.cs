using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using DedupPlatform.Encoding;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting;

/// <summary>The encoders of a process: the configured one, and those of other generations of the index, loaded when first needed.</summary>
public sealed class Encoders : IAsyncDisposable
{
    private readonly EncoderOptions _options;
    private readonly IMeterFactory _meters;
    private readonly ConcurrentDictionary<string, Lazy<QuestionEncoder>> _loaded = [];

    /// <exception cref="InvalidModelException">The configured model cannot be used.</exception>
    public Encoders(IOptions<EncoderOptions> options, IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        _meters = meters;
        Default = Open(ModelDirectory.Load(_options.Model));
    }

    /// <summary>The encoder that <c>Encoder:Model</c> names.</summary>
    public QuestionEncoder Default { get; }

    /// <summary>The encoder of a model that lies beside the configured one.</summary>
    /// <param name="model">The name of the model, or of its directory.</param>
    /// <returns><see langword="null"/> where there is no such model.</returns>
    /// <exception cref="InvalidModelException">The model is there but cannot be used.</exception>
    public QuestionEncoder? Find(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model == Default.Model)
        {
            return Default;
        }

        // A model's name begins with its directory's, so that only likely ones are read.
        var siblings = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(_options.Model)))!;
        return Directory.GetDirectories(siblings)
            .Where(directory => model.StartsWith(Path.GetFileName(directory), StringComparison.OrdinalIgnoreCase))
            .Select(ModelDirectory.Load)
            .Where(candidate => candidate.Name == model || Path.GetFileName(candidate.FullPath) == model)
            .Select(Open)
            .FirstOrDefault();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var encoder in _loaded.Values)
        {
            await encoder.Value.DisposeAsync();
        }
    }

    private QuestionEncoder Open(ModelDirectory model) => _loaded.GetOrAdd(
        model.Name, _ => new(() => new QuestionEncoder(model, EncoderBackends.Create(model, _options), _options, _meters))).Value;
}
