using System.Diagnostics.Metrics;
using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Query;

internal sealed class QueryMetrics
{
    private const string Scope = "DedupPlatform.Query";

    // Beyond 2,000 series the metrics library adds up all further ones, whatever their labels; a check can end in seven ways.
    private const int MostSites = 250;

    private readonly HashSet<string> _sites;
    private readonly Counter<long> _checks;
    private readonly Histogram<double> _similarity;
    private readonly Histogram<double> _feedback;

    public QueryMetrics(IMeterFactory meters, IOptions<DuplicateOptions> duplicates)
    {
        _sites = duplicates.Value.Sites.Keys.Order(StringComparer.OrdinalIgnoreCase).Take(MostSites)
            .Append(QuestionRules.DefaultSite).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var meter = meters.Create(Scope);
        _checks = meter.CreateCounter<long>("dedup.checks", "{check}", "Duplicate checks by how they ended: shown, none, or the kind of failure.");
        var similarities = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99, 1] };
        _similarity = meter.CreateHistogram<double>("dedup.check.similarity", description: "Similarity of the best candidate shown.", advice: similarities);
        _feedback = meter.CreateHistogram<double>(
            "dedup.feedback.similarity", description: "Similarity of the candidates that people judged, by what they said.", advice: similarities);
    }

    public void Answered(string site, IReadOnlyList<CheckCandidate> candidates)
    {
        Count(site, candidates.Count > 0 ? "shown" : "none");
        if (candidates.Count > 0)
        {
            _similarity.Record(candidates[0].Similarity, Tag(site));
        }
    }

    public void Judged(FeedbackRequest feedback) => _feedback.Record(
        feedback.Similarity, Tag(feedback.Site), new KeyValuePair<string, object?>("verdict", feedback.IsDuplicate ? "duplicate" : "other"));

    public void Failed(string site, Exception exception) => Count(site, ErrorMetrics.KindOf(exception));

    private void Count(string site, string outcome) => _checks.Add(1, Tag(site), new KeyValuePair<string, object?>("outcome", outcome));

    // Only sites with a threshold of their own, and the default one, get series of their own: anybody may make up a site.
    private KeyValuePair<string, object?> Tag(string site) => new("site", _sites.Contains(site) ? site : "other");
}
