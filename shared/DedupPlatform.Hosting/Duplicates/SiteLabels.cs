using DedupPlatform.Contracts;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting;

/// <summary>The label of a site in metrics: only sites with a threshold of their own, and the default one, get their own series.</summary>
public sealed class SiteLabels(IOptions<DuplicateOptions> options)
{
    /// <summary>The site's name, or <c>other</c>.</summary>
    public string Of(string site) => site == QuestionRules.DefaultSite || options.Value.Sites.ContainsKey(site) ? site : "other";
}
