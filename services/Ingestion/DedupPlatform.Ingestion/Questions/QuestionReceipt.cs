namespace DedupPlatform.Ingestion;

/// <summary>A question or removal is durable and will be processed.</summary>
internal sealed record QuestionReceipt(string Site, string Id, long Revision)
{
    public QuestionStatus Status { get; init; } = QuestionStatus.Queued;
}
