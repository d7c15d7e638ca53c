namespace DedupPlatform.Cli.Input;

/// <summary>The input is damaged, or its disk is: what lies beyond a line cannot be read.</summary>
/// <param name="line">The last line that was read.</param>
/// <param name="cause">Why no other can be.</param>
internal sealed class UnreadableInputException(long line, Exception cause)
    : CommandFailedException(Cli.ExitCode.Partly, $"The input cannot be read beyond line {line}: {cause.Message}", cause)
{
    /// <summary>The same where the lines that were read behind an earlier one were of no use without the rest.</summary>
    public UnreadableInputException Beyond(long line) => new(line, InnerException!);
}
