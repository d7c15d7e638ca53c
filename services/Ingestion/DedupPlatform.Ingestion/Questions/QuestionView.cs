namespace DedupPlatform.Ingestion;

/// <summary>A question as it stands; a queued one has no model yet.</summary>
internal sealed record QuestionView(string Site, string Id, string Title, string? Url, long Revision, QuestionStatus Status, string? Model);
