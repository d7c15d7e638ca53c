using DedupPlatform.VectorIndex.Qdrant.Transport;

namespace DedupPlatform.VectorIndex.Qdrant;

/// <summary>Checks whether the index can answer: the server says it is ready, is new enough, and its live generation answers a search.</summary>
/// <param name="generations">The generations to check.</param>
/// <param name="options">The options that <paramref name="generations"/> was created with.</param>
public sealed class QdrantReadiness(QdrantGenerations generations, QdrantOptions options) : IDisposable
{
    private readonly HttpClient _http = new(Sockets.Create(options))
    {
        // Without a slash at its end, the last part of a path would be replaced by what is asked for.
        BaseAddress = new Uri(options.EffectiveHttpUrl.AbsoluteUri.TrimEnd('/') + '/'),
        Timeout = TimeSpan.FromSeconds(options.ReadSeconds),
    };

    /// <summary>Returns when the index can answer.</summary>
    /// <exception cref="IndexUnavailableException">It cannot; the message says why.</exception>
    /// <exception cref="QdrantRefusedException">It never will with this configuration.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken = default)
    {
        await AskServerAsync(cancellationToken);
        await generations.CheckServerAsync(cancellationToken);
        var live = await generations.FindLiveAsync(cancellationToken)
            ?? throw new IndexUnavailableException($"Qdrant has no live generation: no alias '{options.Alias}'.");
        var index = await generations.OpenAsync(live, cancellationToken);
        await index.SearchAsync(Canary(live.Dimension), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task AskServerAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri("readyz", UriKind.Relative), cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                throw new IndexUnavailableException($"Qdrant at {options.EffectiveHttpUrl} is not ready: it answers {(int)answer.StatusCode} on /readyz.");
            }
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new IndexUnavailableException($"Qdrant at {options.EffectiveHttpUrl} does not answer: {exception.Message}", exception);
        }
    }

    private static SearchRequest Canary(int dimension)
    {
        var vector = new float[dimension];
        vector[0] = 1;
        return new SearchRequest { Site = "canary", Vector = vector, Fingerprint = "", Limit = 1, Threshold = 1 };
    }
}
