using System.Diagnostics;

namespace DedupPlatform.Encoding;

/// <summary>The span of work done once for many: it belongs to none of their traces, and is linked to each of them.</summary>
public static class LinkedBatch
{
    /// <summary>Starts the span, if any of those it is for has one that is recorded.</summary>
    /// <param name="source">Where it starts.</param>
    /// <param name="name">Its name.</param>
    /// <param name="items">The spans that it is for; each is linked to it as well.</param>
    /// <returns>The span, or <see langword="null"/> if nobody would see it.</returns>
    public static Activity? Start(ActivitySource source, string name, IEnumerable<Activity?> items)
    {
        var recorded = items.OfType<Activity>().Where(item => item.Recorded).ToList();
        var batch = recorded.Count == 0
            ? null
            : source.StartActivity(name, ActivityKind.Internal, parentContext: default, links: recorded.Select(item => new ActivityLink(item.Context)));
        if (batch is not null)
        {
            recorded.ForEach(item => item.AddLink(new ActivityLink(batch.Context)));
        }

        return batch;
    }
}
