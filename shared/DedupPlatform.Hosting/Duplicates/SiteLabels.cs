using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting;

/// <summary>What metrics call a site: only sites with a threshold of their own, and the default one, have a series each.</summary>
public sealed class SiteLabels(IOptions<DuplicateOptions> options)
{
    /// <summary>The site's name, or <c>other</c>.</summary>
    public string Of(string site) => site == "default" || options.Value.Sites.ContainsKey(site) ? site : "other";
}
