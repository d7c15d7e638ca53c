namespace DedupPlatform.Cli;

/// <summary>Numbers and texts as people read them. The program runs in the invariant culture.</summary>
internal static class Words
{
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 10 } => $"{time.TotalSeconds:0.0} s",
        { TotalMinutes: < 1 } => $"{time.TotalSeconds:0} s",
        { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    };

    /// <summary>A text without what controls a terminal or turns the order of its letters round; line breaks stay.</summary>
    public static string Plain(string text) => string.Concat(text.Select(letter => IsPlain(letter) ? letter : ' '));

    /// <summary>The beginning of a text that may be of any length.</summary>
    public static string Short(string text) => text.Length > 1_000 ? $"{text[..1_000]}…" : text;

    public static string Rate(long count, TimeSpan time) => $"{(time > TimeSpan.Zero ? count / time.TotalSeconds : 0):N0}/s";

    private static bool IsPlain(char letter) =>
        letter == '\n' || !(char.IsControl(letter) || letter is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));
}
