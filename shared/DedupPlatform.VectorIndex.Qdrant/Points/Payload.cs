namespace DedupPlatform.VectorIndex.Qdrant.Points;

/// <summary>The names of the fields that a point carries beside its vector.</summary>
internal static class Payload
{
    public const string Site = "site";
    public const string Id = "id";
    public const string Revision = "revision";
    public const string Title = "title";
    public const string Body = "body";
    public const string Url = "url";
    public const string Tags = "tags";
    public const string CreatedAt = "created_at";
    public const string Fingerprint = "fingerprint";

    /// <summary>True for a tombstone.</summary>
    public const string Removed = "removed";

    /// <summary>True for a question of which the encoder reads too little: its vector means nothing.</summary>
    public const string Unreadable = "unreadable";
}
