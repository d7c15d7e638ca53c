namespace DedupPlatform.Standalone;

internal static partial class ReindexLog
{
    [LoggerMessage(310, LogLevel.Error, "The reindex cannot go on now; within a minute it is tried again where it stands")]
    public static partial void StandsStill(this ILogger logger, Exception exception);
}
