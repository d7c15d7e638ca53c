using System.ComponentModel;

namespace DedupPlatform.Query;

/// <summary>Stored questions that mean the same, best first; each has a similarity of at least <see cref="Threshold"/>.</summary>
internal sealed record CheckResponse
{
    [Description("The lowest similarity at which a candidate is shown.")]
    public required float Threshold { get; init; }

    [Description("The model that compared the questions.")]
    public required string Model { get; init; }

    [Description("Stored questions that may mean the same, best first.")]
    public required IReadOnlyList<CheckCandidate> Candidates { get; init; }
}

internal sealed record CheckCandidate(
    [property: Description("The site it belongs to.")] string Site,
    [property: Description("Your identifier of it.")] string Id,
    [property: Description("The question in one sentence.")] string Title,
    [property: Description("Where people read it.")] string? Url,
    [property: Description("How near its meaning is, -1 to 1.")] float Similarity,
    [property: Description("How probable it is that it means the same, 0 to 1; null if the model has not been calibrated.")] float? Probability);
