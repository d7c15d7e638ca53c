namespace DedupPlatform.Contracts;

/// <summary>The names of lanes in metrics, in traces and on disk.</summary>
public static class LaneNames
{
    /// <summary>The name of a lane: <c>check</c>, <c>live</c> or <c>bulk</c>.</summary>
    public static string Name(this Lane lane) => lane switch
    {
        Lane.Check => "check",
        Lane.Live => "live",
        Lane.Bulk => "bulk",
        _ => throw new ArgumentOutOfRangeException(nameof(lane)),
    };

    /// <summary>The tag of a lane's measurements.</summary>
    public static KeyValuePair<string, object?> Tag(this Lane lane) => new("lane", lane.Name());

    /// <summary>The lane with this name.</summary>
    /// <exception cref="ArgumentException">No lane has this name.</exception>
    public static Lane Parse(string name) => name switch
    {
        "check" => Lane.Check,
        "live" => Lane.Live,
        "bulk" => Lane.Bulk,
        _ => throw new ArgumentException($"No lane is called '{name}'.", nameof(name)),
    };
}
