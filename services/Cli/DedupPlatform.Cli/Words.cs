namespace DedupPlatform.Cli;

/// <summary>Numbers as people read them. The program runs in the invariant culture.</summary>
internal static class Words
{
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 10 } => $"{time.TotalSeconds:0.0} s",
        { TotalMinutes: < 1 } => $"{time.TotalSeconds:0} s",
        { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    };

    public static string Rate(long count, TimeSpan time) => $"{(time > TimeSpan.Zero ? count / time.TotalSeconds : 0):N0}/s";
}
