namespace DedupPlatform.Cli.Server;

internal sealed record ReindexStatus(string JobId, string State, long Done, long Total, double? Rate, double? Eta, string? Reason)
{
    public bool IsUnderWay => State is "running" or "verifying";
}
