using Microsoft.Extensions.Logging;

namespace DedupPlatform.Hosting;

internal static partial class GenerationsLog
{
    [LoggerMessage(110, LogLevel.Error, "Generation {Generation} cannot be served; until it can, or is dropped, questions wait. {Reason}")]
    public static partial void CannotServe(this ILogger logger, string generation, string reason);
}
