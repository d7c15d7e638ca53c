namespace DedupPlatform.Cli.Input;

/// <summary>The input or its disk is damaged: nothing after a certain line can be read.</summary>
/// <param name="line">The last line that was read.</param>
/// <param name="cause">Why no further line can be read.</param>
internal sealed class UnreadableInputException(long line, Exception cause)
    : CommandFailedException(Cli.ExitCode.Partly, $"The input cannot be read beyond line {line}: {cause.Message}", cause)
{
    /// <summary>The same error at an earlier line, for when the lines read after it are of no use without the rest.</summary>
    public UnreadableInputException Beyond(long line) => new(line, InnerException!);
}
