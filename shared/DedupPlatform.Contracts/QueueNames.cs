namespace DedupPlatform.Contracts;

/// <summary>The queues that commands travel on. They are part of the public contract: other programs publish to them.</summary>
public static class QueueNames
{
    /// <summary><see cref="Contracts.IndexQuestion"/>, live lane: somebody has just asked or edited a question.</summary>
    public const string IndexQuestions = "index-questions";

    /// <summary><see cref="Contracts.IndexQuestion"/>, bulk lane: imports, which hardly delay the live lane.</summary>
    public const string IndexQuestionsBulk = "index-questions-bulk";

    /// <summary><see cref="Contracts.RemoveQuestion"/>.</summary>
    public const string RemoveQuestions = "remove-questions";

    /// <summary><see cref="Contracts.StartReindex"/> and <see cref="Contracts.ReindexPage"/>.</summary>
    public const string Reindex = "reindex";
}
