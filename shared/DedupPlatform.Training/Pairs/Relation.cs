namespace DedupPlatform.Training.Pairs;

/// <summary>What is known about two questions of a corpus.</summary>
internal enum Relation
{
    /// <summary>Nobody has judged them.</summary>
    Unjudged,

    /// <summary>They mean the same.</summary>
    Duplicates,

    /// <summary>They do not.</summary>
    Different,
}
