using System.Collections.Concurrent;
using DedupPlatform.Encoding;
using DedupPlatform.VectorIndex;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Hosting;

/// <summary>Finds the encoders of generations. One that does not work here may be logged, once for each reason.</summary>
internal sealed class GenerationEncoders(Encoders encoders, TimeProvider time, ILogger logger)
{
    // Loading a model takes a core for seconds, and every message that waits for it asks again.
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Generation, Fault> _faults = [];

    /// <summary>
    /// The encoder of a generation's model, whose fault is logged if <paramref name="logs"/>. One caller at a time for each generation.
    /// </summary>
    /// <exception cref="IndexUnavailableException">There is none, or it cannot be loaded, at least for now.</exception>
    public QuestionEncoder Of(Generation generation, bool logs)
    {
        if (_faults.TryGetValue(generation, out var known) && time.GetElapsedTime(known.Since) < TryAgainAfter)
        {
            throw known.Explain();
        }

        try
        {
            var encoder = encoders.Find(generation.Model) ?? throw new IndexUnavailableException(
                $"No directory beside that of model {encoders.Default.Model} has its model, {generation.Model}. "
                + $"Put it there, under any name: see Upgrading in docs/runbooks.md. Those there are {string.Join(", ", encoders.Names)}.");
            _faults.TryRemove(generation, out _);
            return encoder;
        }
        catch (Exception exception)
        {
            if (logs && known?.Exception.Message != exception.Message)
            {
                logger.CannotServe(generation.Name, exception.Message);
            }

            var fault = _faults[generation] = new Fault(generation, exception, time.GetTimestamp());
            throw fault.Explain();
        }
    }

    private sealed record Fault(Generation Generation, Exception Exception, long Since)
    {
        public IndexUnavailableException Explain() => new($"The index holds {Generation.Name}, which cannot be served here. {Exception.Message}", Exception);
    }
}
