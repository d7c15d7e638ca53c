namespace DedupPlatform.Standalone;

internal static partial class Log
{
    [LoggerMessage(300, LogLevel.Warning, "Question {Id} of site {Site} cannot be processed and was set aside: {Reason}")]
    public static partial void SetAside(this ILogger logger, string id, string site, string reason);

    [LoggerMessage(301, LogLevel.Error, "Messages of the inbox cannot be processed now; they stay there and are tried again")]
    public static partial void NotGettingThrough(this ILogger logger, Exception exception);

    [LoggerMessage(310, LogLevel.Error, "The reindex cannot go on now; within a minute it is tried again where it stands")]
    public static partial void StandsStill(this ILogger logger, Exception exception);
}
