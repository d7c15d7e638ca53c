using Microsoft.Extensions.Logging;

namespace DedupPlatform.Hosting;

internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Error, "A request was turned away with 503. {Reason}")]
    public static partial void Unavailable(this ILogger logger, string reason);

    [LoggerMessage(101, LogLevel.Error, "Check {Check} fails. {Reason}")]
    public static partial void CheckFails(this ILogger logger, string check, string? reason);

    [LoggerMessage(102, LogLevel.Information, "Check {Check} passes again")]
    public static partial void CheckPasses(this ILogger logger, string check);

    [LoggerMessage(103, LogLevel.Warning, "Calls refused with 401 since the last such line: {Calls}. They lack the key that Access:Key sets, or have another")]
    public static partial void LackTheKey(this ILogger logger, int calls);

    [LoggerMessage(104, LogLevel.Error, "A message of {Queue} cannot be processed and has been set aside in its error queue. {Reason}")]
    public static partial void SetAside(this ILogger logger, string queue, string reason);

    [LoggerMessage(110, LogLevel.Error, "Generation {Generation} cannot be served; until it can, is dropped, or its reindex has failed, questions wait. {Reason}")]
    public static partial void CannotServe(this ILogger logger, string generation, string reason);
}
