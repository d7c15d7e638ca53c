using Microsoft.Extensions.Logging;

namespace DedupPlatform.Embedding;

internal static partial class Log
{
    [LoggerMessage(400, LogLevel.Warning, "Question {Id} of site {Site} cannot be embedded by {Model}: {Reason}")]
    public static partial void NotEmbedded(this ILogger logger, string id, string site, string model, string reason);
}
