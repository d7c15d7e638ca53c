using DedupPlatform.Contracts;
using DedupPlatform.Hosting;

namespace DedupPlatform.Ingestion;

/// <summary>Accepts valid questions for good: what has been accepted survives a crash and is eventually processed.</summary>
public interface IQuestionIntake
{
    /// <summary>Completes when all the questions are durable. On <see cref="Lane.Bulk"/> it waits for room first.</summary>
    /// <param name="questions">Valid questions, each with its revision.</param>
    /// <param name="lane">How urgent they are.</param>
    /// <param name="cancellationToken">Cancels the wait for room; a write in progress is completed.</param>
    /// <exception cref="ServiceBusyException">The live lane is full.</exception>
    /// <exception cref="ServiceUnavailableException">They cannot be stored right now; none of them is promised to be.</exception>
    Task AcceptAsync(IReadOnlyList<IndexQuestion> questions, Lane lane, CancellationToken cancellationToken = default);

    /// <summary>Completes when the removal is durable.</summary>
    /// <param name="removal">A valid removal with its revision.</param>
    /// <param name="cancellationToken">Cancels the call; a write in progress is completed.</param>
    /// <exception cref="ServiceBusyException">The live lane is full.</exception>
    /// <exception cref="ServiceUnavailableException">It cannot be stored right now.</exception>
    Task AcceptAsync(RemoveQuestion removal, CancellationToken cancellationToken = default);

    /// <summary>
    /// The newest copy of a question that is still waiting and that no removal covers that waits or came later; <see langword="null"/> if there is
    /// none, or if that cannot be known.
    /// </summary>
    Task<IndexQuestion?> FindQueuedAsync(string site, string id, CancellationToken cancellationToken = default);
}
