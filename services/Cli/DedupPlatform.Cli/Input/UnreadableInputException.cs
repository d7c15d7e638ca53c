namespace DedupPlatform.Cli.Input;

/// <summary>The input or its disk is damaged: nothing after a certain line can be read.</summary>
/// <param name="line">The last line that was read.</param>
/// <param name="cause">Why no further line can be read.</param>
internal sealed class UnreadableInputException(long line, Exception cause)
    : CommandFailedException(Cli.ExitCode.Partly, $"The input cannot be read beyond line {line}: {Reason(cause)}", cause)
{
    // Gzip has its checksum at the end, and nothing in between shows what is damaged.
    private static string Reason(Exception cause) => cause is InvalidDataException
        ? "Its compressed data are damaged or cut off, and lines before that may be damaged, too. Get the file again."
        : cause.Message;

    /// <summary>The same error at an earlier line, for when the lines read after it are of no use without the rest.</summary>
    public UnreadableInputException Beyond(long line) => new(line, InnerException!);
}
