namespace DedupPlatform.Standalone;

internal static partial class InboxLog
{
    [LoggerMessage(300, LogLevel.Warning, "Question {Id} of site {Site} cannot be processed and was set aside: {Reason}")]
    public static partial void SetAside(this ILogger logger, string id, string site, string reason);

    [LoggerMessage(301, LogLevel.Error, "Messages of the inbox cannot be processed now; they stay there and are tried again")]
    public static partial void NotGettingThrough(this ILogger logger, Exception exception);
}
