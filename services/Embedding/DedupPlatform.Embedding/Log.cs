using Microsoft.Extensions.Logging;

namespace DedupPlatform.Embedding;

internal static partial class Log
{
    [LoggerMessage(400, LogLevel.Warning, "Question {Id} of site {Site} cannot be embedded by {Model}: {Reason}")]
    public static partial void NotEmbedded(this ILogger logger, string id, string site, string model, string reason);

    [LoggerMessage(401, LogLevel.Error, "Reindex {JobId} has failed, and the model before it stays. {Reason}")]
    public static partial void ReindexFailed(this ILogger logger, string jobId, string reason);

    [LoggerMessage(402, LogLevel.Warning, "Reindex {JobId} waits, and is tried again until it can go on. {Reason}")]
    public static partial void ReindexWaits(this ILogger logger, string jobId, string reason);
}
