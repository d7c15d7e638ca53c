using Microsoft.Extensions.Logging;

namespace DedupPlatform.Ingestion;

internal static partial class Log
{
    [LoggerMessage(EventId = 200, Message = "An upload ended: {Accepted} questions accepted, {Rejected} lines rejected")]
    public static partial void UploadEnded(this ILogger logger, LogLevel level, long accepted, long rejected);

    [LoggerMessage(201, LogLevel.Warning, "An upload broke off: {Accepted} questions accepted, {Rejected} lines rejected")]
    public static partial void UploadBrokeOff(this ILogger logger, Exception? cause, long accepted, long rejected);

    [LoggerMessage(202, LogLevel.Debug, "The reindex jobs cannot be looked after now")]
    public static partial void ReindexNotSeen(this ILogger logger, Exception exception);
}
