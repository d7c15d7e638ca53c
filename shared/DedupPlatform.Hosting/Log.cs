using Microsoft.Extensions.Logging;

namespace DedupPlatform.Hosting;

internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Error, "A request was turned away with 503")]
    public static partial void Unavailable(this ILogger logger, Exception exception);

    [LoggerMessage(110, LogLevel.Error, "Generation {Generation} cannot be served; until it can, or is dropped, questions wait. {Reason}")]
    public static partial void CannotServe(this ILogger logger, string generation, string reason);
}
