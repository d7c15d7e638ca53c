using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.VectorIndex.Qdrant;

internal static partial class Log
{
    // In an outage there are hundreds of these a minute; whoever asked, or the health check, says once what failed in the end.
    [LoggerMessage(1, LogLevel.Debug, "Qdrant answered {Status} for {Collection}; attempt {Attempt} of {Attempts} follows in {Delay}")]
    public static partial void Retrying(this ILogger logger, StatusCode status, string collection, int attempt, int attempts, TimeSpan delay);

    [LoggerMessage(2, LogLevel.Information, "Created generation {Generation} of {Dimension} dimensions")]
    public static partial void Created(this ILogger logger, string generation, int dimension);

    [LoggerMessage(3, LogLevel.Information, "Generation {Generation} is live")]
    public static partial void Switched(this ILogger logger, string generation);

    [LoggerMessage(4, LogLevel.Information, "Dropped generation {Generation}")]
    public static partial void Dropped(this ILogger logger, string generation);
}
