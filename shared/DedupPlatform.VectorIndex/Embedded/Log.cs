using Microsoft.Extensions.Logging;

namespace DedupPlatform.VectorIndex.Embedded;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Opened the index {Path} of {Model}: {Questions} questions in {Seconds:0.0} s")]
    public static partial void Opened(this ILogger logger, string path, string model, long questions, double seconds);

    [LoggerMessage(2, LogLevel.Warning, "The folder {Path}, which is no generation any more, cannot be deleted now; the next start tries again")]
    public static partial void NotDeleted(this ILogger logger, string path, Exception exception);

    [LoggerMessage(3, LogLevel.Information, "Generation {Generation} is live")]
    public static partial void Switched(this ILogger logger, string generation);

    [LoggerMessage(4, LogLevel.Information, "Dropped generation {Generation}")]
    public static partial void Dropped(this ILogger logger, string generation);
}
