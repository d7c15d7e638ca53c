namespace DedupPlatform.Contracts;

/// <summary>
/// The fanout exchanges that events are published to. They are part of the public contract: other programs bind queues to them.
/// </summary>
public static class ExchangeNames
{
    /// <summary><see cref="Contracts.QuestionIndexed"/>.</summary>
    public const string QuestionIndexed = "question-indexed";

    /// <summary><see cref="Contracts.QuestionRemoved"/>.</summary>
    public const string QuestionRemoved = "question-removed";

    /// <summary><see cref="Contracts.DuplicatesDetected"/>.</summary>
    public const string DuplicatesDetected = "duplicates-detected";

    /// <summary><see cref="Contracts.ReindexCompleted"/>.</summary>
    public const string ReindexCompleted = "reindex-completed";
}
