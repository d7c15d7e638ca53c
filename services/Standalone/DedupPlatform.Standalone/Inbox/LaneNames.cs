using DedupPlatform.Contracts;

namespace DedupPlatform.Standalone;

internal static class LaneNames
{
    public static string Name(this Lane lane) => lane == Lane.Bulk ? "bulk" : "live";

    public static Lane Parse(string name) => name == "bulk" ? Lane.Bulk : Lane.Live;
}
