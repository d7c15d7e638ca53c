using System.ComponentModel.DataAnnotations;

namespace DedupPlatform.Standalone;

/// <summary>The queue of accepted questions on disk; section <c>Inbox</c>.</summary>
internal sealed class InboxOptions
{
    public const string Section = "Inbox";

    private const string OutOfRange = "It must be a whole number from {1} to {2}.";

    /// <summary>
    /// How many questions may wait in each lane. When the live lane is full, single questions are turned away with 429; when the
    /// bulk lane is full, uploads are read no further.
    /// </summary>
    /// <value>The default is 1,000,000; 1 to 100,000,000 are allowed.</value>
    [Range(1, 100_000_000, ErrorMessage = OutOfRange)]
    public int Capacity { get; set; } = 1_000_000;

    /// <summary>How many questions of each lane are under way on the bus, and in memory, at a time.</summary>
    /// <value>The default is 2,048; 1 to 65,536 are allowed.</value>
    [Range(1, 65_536, ErrorMessage = OutOfRange)]
    public int Window { get; set; } = 2_048;
}
