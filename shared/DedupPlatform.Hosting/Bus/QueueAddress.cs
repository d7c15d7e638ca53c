namespace DedupPlatform.Hosting;

/// <summary>How the bus addresses a queue that exists.</summary>
public static class QueueAddress
{
    /// <summary>The address of a queue's exchange: sending to a queue by <c>queue:</c> would declare it, with other arguments than it has.</summary>
    public static Uri Of(string queue) => new($"exchange:{queue}");
}
