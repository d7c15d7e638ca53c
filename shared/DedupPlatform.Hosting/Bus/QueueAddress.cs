namespace DedupPlatform.Hosting;

/// <summary>How the bus addresses a queue that exists.</summary>
public static class QueueAddress
{
    /// <summary>
    /// The address of a queue's exchange: sending to <c>queue:</c> would declare the queue again, with the wrong arguments.
    /// </summary>
    public static Uri Of(string queue) => new($"exchange:{queue}");

    /// <summary>The queue that an endpoint reads.</summary>
    /// <param name="input">The endpoint's input address.</param>
    public static string NameOf(Uri input) => input.Segments[^1];
}
