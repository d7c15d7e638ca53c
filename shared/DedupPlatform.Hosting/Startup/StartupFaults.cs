using System.Reflection;
using DedupPlatform.Encoding;
using DedupPlatform.VectorIndex;
using DedupPlatform.VectorIndex.Qdrant;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting;

/// <summary>Ends a process that cannot start with a message an operator can act on, instead of a stack trace.</summary>
internal static class StartupFaults
{
    /// <summary>Runs a host to its end.</summary>
    /// <returns>Its exit code, or 1 if it could not start, with the reason on standard error.</returns>
    public static async Task<int> GuardAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception exception) when (Explain(exception) is { } explanation)
        {
            await Console.Error.WriteLineAsync($"Cannot start: {explanation}");
            return 1;
        }
    }

    private static string? Explain(Exception exception) => exception switch
    {
        OptionsValidationException options => string.Join(Environment.NewLine, options.Failures),
        TargetInvocationException { InnerException: { } inner } => Explain(inner),
        AggregateException { InnerExceptions: [var inner] } => Explain(inner),
        InvalidModelException or IndexUnavailableException or QdrantRefusedException or IOException or UnauthorizedAccessException => exception.Message,
        // A settings file that cannot be read: the messages give its name, and the line.
        InvalidDataException { InnerException: not null } => $"{exception.Message} {exception.GetBaseException().Message}",
        // The configuration binder's messages name the key and the value; those of logging name the value.
        InvalidOperationException when exception.Source == "Microsoft.Extensions.Configuration.Binder" => exception.Message,
        InvalidOperationException when exception.Source?.StartsWith("Microsoft.Extensions.Logging", StringComparison.Ordinal) == true => $"Logging: {exception.Message}",
        _ => null,
    };
}
