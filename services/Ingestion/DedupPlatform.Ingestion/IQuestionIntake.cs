using DedupPlatform.Contracts;
using DedupPlatform.Hosting;

namespace DedupPlatform.Ingestion;

/// <summary>Takes valid questions over for good: what has been accepted survives a crash and is processed in the end.</summary>
public interface IQuestionIntake
{
    /// <summary>Completes when all the questions are durable. On <see cref="Lane.Bulk"/> it waits for room first.</summary>
    /// <param name="questions">Valid questions, each with its revision.</param>
    /// <param name="lane">How urgent they are.</param>
    /// <param name="cancellationToken">Cancels the wait for room; what is being written is written.</param>
    /// <exception cref="ServiceBusyException">The live lane is full.</exception>
    /// <exception cref="ServiceUnavailableException">They cannot be kept right now; none of them is promised.</exception>
    Task AcceptAsync(IReadOnlyList<IndexQuestion> questions, Lane lane, CancellationToken cancellationToken = default);

    /// <summary>Completes when the removal is durable.</summary>
    /// <param name="removal">A valid removal with its revision.</param>
    /// <param name="cancellationToken">Cancels the call; what is being written is written.</param>
    /// <exception cref="ServiceBusyException">The live lane is full.</exception>
    /// <exception cref="ServiceUnavailableException">It cannot be kept right now.</exception>
    Task AcceptAsync(RemoveQuestion removal, CancellationToken cancellationToken = default);

    /// <summary>
    /// The newest copy of a question that still waits and that no waiting removal covers; <see langword="null"/> where there is
    /// none, or where nobody can know.
    /// </summary>
    Task<IndexQuestion?> FindQueuedAsync(string site, string id, CancellationToken cancellationToken = default);
}
