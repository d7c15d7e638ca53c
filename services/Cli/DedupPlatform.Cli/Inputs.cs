using DedupPlatform.Encoding;

namespace DedupPlatform.Cli;

/// <summary>Files and models that the user names: a fault in them is wrong usage. A disk that is full, or fails, is not.</summary>
internal static class Inputs
{
    public static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (IsFault(exception))
        {
            throw Fault(exception);
        }
    }

    public static async Task<T> ReadAsync<T>(Task<T> read)
    {
        try
        {
            return await read;
        }
        catch (Exception exception) when (IsFault(exception))
        {
            throw Fault(exception);
        }
    }

    public static bool IsFault(Exception exception) => exception is InvalidModelException or InvalidDataException
        or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException;

    public static CommandFailedException Fault(Exception exception) => new(ExitCode.Usage, exception.Message, exception);
}
