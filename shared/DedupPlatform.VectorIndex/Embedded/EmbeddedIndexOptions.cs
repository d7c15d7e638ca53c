using System.ComponentModel.DataAnnotations;

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>How the embedded index searches.</summary>
public sealed class EmbeddedIndexOptions
{
    /// <summary>The configuration section these options are read from.</summary>
    public const string Section = "Index";

    /// <summary>
    /// A site of at least this many vectors is searched by sign bits first; a smaller one is searched exactly.
    /// </summary>
    /// <value>1 to 1,000,000,000; 20,000 by default.</value>
    [Range(1, 1_000_000_000, ErrorMessage = "It must be a whole number from {1} to {2}.")]
    public int PreselectFrom { get; set; } = 20_000;

    /// <summary>
    /// How many of the questions whose sign bits agree best are scored exactly in a large site, or 30 for each candidate asked for,
    /// if that is more. Of those whose sign bits say that they are too far away for the threshold, only the nearest are, up to a tenth of this number. A
    /// higher value finds more of the true neighbours and takes longer.
    /// </summary>
    /// <value>10 to 1,000,000; 2,000 by default.</value>
    [Range(10, 1_000_000, ErrorMessage = "It must be a whole number from {1} to {2}.")]
    public int Rescored { get; set; } = 2_000;

    // How long a call waits while another program, such as a backup, holds the database. The inbox beside it waits as long.
    internal int BusySeconds { get; init; } = 5;

    internal int RescoredFor(int limit) => (int)Math.Min(int.MaxValue, Math.Max(Rescored, 30L * limit));
}
