using System.ComponentModel;

namespace DedupPlatform.Ingestion;

/// <summary>A question or removal is durable and will be processed.</summary>
internal sealed record QuestionReceipt(
    [property: Description("The site the question belongs to.")] string Site,
    [property: Description("Your identifier of the question.")] string Id,
    [property: Description("The revision that was sent, or the receiving time in its place.")] long Revision,
    [property: Description("queued: it is durable, and will be processed.")] QuestionStatus Status);
