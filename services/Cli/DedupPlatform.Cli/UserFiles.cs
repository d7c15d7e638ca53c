using DedupPlatform.Encoding;

namespace DedupPlatform.Cli;

/// <summary>Files and models that the user names: a fault in them is wrong usage. A disk that is full, or fails, is not.</summary>
internal static class UserFiles
{
    public static T Use<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception exception) when (IsFault(exception))
        {
            throw Fault(exception);
        }
    }

    public static void Use(Action use) => Use(() =>
    {
        use();
        return true;
    });

    public static async Task<T> UseAsync<T>(Task<T> use)
    {
        try
        {
            return await use;
        }
        catch (Exception exception) when (IsFault(exception))
        {
            throw Fault(exception);
        }
    }

    private static bool IsFault(Exception exception) => exception is InvalidModelException or InvalidDataException
        or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException;

    private static CommandFailedException Fault(Exception exception) => new(ExitCode.Usage, exception.Message, exception);
}
