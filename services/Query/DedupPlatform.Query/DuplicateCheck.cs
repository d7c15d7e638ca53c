using DedupPlatform.Contracts;
using DedupPlatform.Encoding;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Query;

/// <summary>Encodes a question that is being typed and searches its site.</summary>
internal sealed class DuplicateCheck(ServedGenerations served, IOptions<DuplicateOptions> options, QueryMetrics metrics)
{
    // Of a site of 10⁶ questions, a core searches some 200 a second.
    private const int MostSearchesForEachCore = 64;

    private static readonly TimeSpan RetryWhenBusy = TimeSpan.FromSeconds(1);

    private int _searches;

    /// <exception cref="EncoderBusyException">Too many checks wait for the encoder.</exception>
    /// <exception cref="ServiceBusyException">Too many wait for the index.</exception>
    public async Task<CheckResponse> CheckAsync(CheckRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var seen = await served.LiveForCheckAsync(cancellationToken);
            var response = await served.UseAsync(seen, live => AnswerAsync(request, live, cancellationToken), cancellationToken);
            metrics.Answered(request.Site, response.Candidates);
            return response;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            metrics.Failed(request.Site, exception);
            throw;
        }
    }

    private async Task<CheckResponse> AnswerAsync(CheckRequest request, ServedGeneration live, CancellationToken cancellationToken)
    {
        // Before it is encoded, as that would be in vain.
        if (Volatile.Read(ref _searches) >= MostSearchesForEachCore * Environment.ProcessorCount)
        {
            throw new ServiceBusyException("Too many duplicate checks wait for the index.", RetryWhenBusy);
        }

        var (generation, encoder, index) = live;
        var threshold = request.Threshold ?? options.Value.ThresholdOf(request.Site, encoder.Calibration);
        var embedding = await encoder.EncodeAsync(request.Title, request.Body, Lane.Check, cancellationToken);
        var candidates = await SearchAsync(
            index,
            new SearchRequest
            {
                Site = request.Site,
                Vector = embedding.Vector,
                Fingerprint = embedding.Fingerprint,
                Limit = request.Limit,
                Threshold = threshold,
                ExcludeId = request.ExcludeId,
            },
            cancellationToken);
        return new CheckResponse
        {
            Threshold = threshold,
            Model = generation.Model,
            Candidates = [.. candidates.Select(found => new CheckCandidate(
                found.Site, found.Id, found.Title, found.Url, found.Similarity, encoder.Calibration?.Probability(found.Similarity)))],
        };
    }

    private async Task<IReadOnlyList<Candidate>> SearchAsync(IVectorIndex index, SearchRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _searches);
        try
        {
            return await index.SearchAsync(request, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _searches);
        }
    }
}
