namespace DedupPlatform.Contracts;

/// <summary>
/// Who waits for the work, most urgent first: a later lane runs ahead of an earlier one only once in a while, so that it gets its turn.
/// </summary>
public enum Lane
{
    /// <summary>Somebody is typing and waits for a duplicate check.</summary>
    Check,

    /// <summary>A question was asked or edited and should be searchable at once.</summary>
    Live,

    /// <summary>An import or a reindex.</summary>
    Bulk,
}
