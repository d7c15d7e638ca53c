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

    /// <summary>Stored text must not be able to control the terminal.</summary>
    public static string Plain(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));

    /// <summary>The beginning of a text that may be of any length.</summary>
    public static string Short(string text) => text.Length > 1_000 ? $"{text[..1_000]}…" : text;

    public static string Rate(long count, TimeSpan time) => $"{(time > TimeSpan.Zero ? count / time.TotalSeconds : 0):N0}/s";
}
