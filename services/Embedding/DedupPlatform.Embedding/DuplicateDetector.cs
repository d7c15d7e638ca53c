using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Embedding;

/// <summary>Checks whether a question that was just indexed repeats another one.</summary>
internal sealed class DuplicateDetector(IOptions<DuplicateOptions> options)
{
    private const int MostCandidates = 10;

    public async Task<DuplicatesDetected?> DetectAsync(
        ServedGeneration live, IndexedQuestion question, CancellationToken cancellationToken)
    {
        var threshold = options.Value.ThresholdOf(question.Site, live.Encoder.Calibration);
        var candidates = await live.Index.SearchAsync(
            new SearchRequest
            {
                Site = question.Site,
                Vector = question.Vector,
                Fingerprint = question.Fingerprint,
                Limit = MostCandidates,
                Threshold = threshold,
                ExcludeId = question.Id,
                IsBackground = true,
            },
            cancellationToken);
        return candidates.Count == 0 ? null : new DuplicatesDetected
        {
            Site = question.Site,
            Id = question.Id,
            Revision = question.Revision,
            Model = live.Generation.Model,
            Threshold = threshold,
            Candidates = [.. candidates.Select(candidate => new DetectedDuplicate
            {
                Id = candidate.Id,
                Similarity = candidate.Similarity,
                Probability = live.Encoder.Calibration?.Probability(candidate.Similarity),
            })],
        };
    }
}
