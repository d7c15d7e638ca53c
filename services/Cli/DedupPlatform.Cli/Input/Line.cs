namespace DedupPlatform.Cli.Input;

/// <summary>One line of a text, without its end.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">The line, or the beginning of one that is too long.</param>
/// <param name="IsCut">Whether the line was longer than <see cref="LineReader.MaxLength"/>.</param>
internal readonly record struct Line(long Number, string Text, bool IsCut = false)
{
    /// <summary>What makes the line unreadable in every format.</summary>
    public string? Fault =>
        IsCut ? $"the row is longer than {LineReader.MaxLength} characters"
        : Text.Contains(LineReader.NoText) ? "the row holds bytes that are no text; convert the file to UTF-8 first, "
            + "for example by iconv -f windows-1252 -t utf-8 if it is not UTF-16"
        : null;

    public bool IsBlank => string.IsNullOrWhiteSpace(Text);
}
