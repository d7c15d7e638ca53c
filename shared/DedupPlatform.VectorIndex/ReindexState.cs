using System.Text.Json.Serialization;

namespace DedupPlatform.VectorIndex;

/// <summary>What a reindex is at, or how it ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReindexState>))]
public enum ReindexState
{
    /// <summary>Pages are being embedded.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>All pages are done; the new generation is being compared with the live one.</summary>
    [JsonStringEnumMemberName("verifying")]
    Verifying,

    /// <summary>The new generation is live.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>The new generation was not fit to go live; the job has the reason, and the live generation stayed.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>It went live and was taken back.</summary>
    [JsonStringEnumMemberName("rolledBack")]
    RolledBack,
}
