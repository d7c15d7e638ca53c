using System.ComponentModel.DataAnnotations;

namespace DedupPlatform.Embedding;

/// <summary>How a reindex proceeds; section <c>Reindex</c>.</summary>
public sealed class ReindexOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Reindex";

    /// <summary>Questions read, embedded and written at a time, 1 to 10,000; a crash repeats at most one page.</summary>
    /// <value>The default is 512.</value>
    [Range(1, 10_000, ErrorMessage = "It must be {1} to {2} questions.")]
    public int PageSize { get; set; } = 512;

    /// <summary>Questions that the gate compares in both generations before the new one goes live, 1 to 10,000.</summary>
    /// <value>The default is 100.</value>
    [Range(1, 10_000, ErrorMessage = "It must be {1} to {2} questions.")]
    public int Sample { get; set; } = 100;

    /// <summary>How long the gate waits for both generations to agree, on the counts and on each sampled question, while questions keep coming in.</summary>
    /// <value>The default is one minute.</value>
    // Twice that, the time in which the encoder gets round to the sample, and 20 minutes of an outage have to be less than the 30 minutes after
    // which the broker takes a message back, for another worker.
    [Range(typeof(TimeSpan), "00:00:00", "00:04:00", ErrorMessage = "It must be a time from {1} to {2}.")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long the index may take to process what a reindex has written, including its graphs, before the reindex gives that as a reason
    /// for not being done. It goes on waiting: the new generation goes live only after that. Time during which the index is unavailable
    /// does not count.
    /// </summary>
    /// <value>The default is one hour.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ErrorMessage = "It must be a time from {1} to {2}.")]
    public TimeSpan SettleWithin { get; set; } = TimeSpan.FromHours(1);
}
