using System.ComponentModel;

namespace DedupPlatform.Ingestion;

/// <summary>A question as it stands; a queued one has no model yet.</summary>
internal sealed record QuestionView(
    [property: Description("The site the question belongs to.")] string Site,
    [property: Description("Your identifier of the question.")] string Id,
    [property: Description("The question in one sentence.")] string Title,
    [property: Description("Where people read it.")] string? Url,
    [property: Description("The revision that this is.")] long Revision,
    [property: Description("indexed once it is searchable; in Standalone, queued while it waits for the encoder.")] QuestionStatus Status,
    [property: Description("The model that has embedded it; null while it is queued.")] string? Model);
