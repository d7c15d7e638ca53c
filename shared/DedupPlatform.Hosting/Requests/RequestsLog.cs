using Microsoft.Extensions.Logging;

namespace DedupPlatform.Hosting;

internal static partial class RequestsLog
{
    [LoggerMessage(100, LogLevel.Error, "A request was turned away with 503")]
    public static partial void Unavailable(this ILogger logger, Exception exception);
}
