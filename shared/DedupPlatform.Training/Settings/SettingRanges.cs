namespace DedupPlatform.Training.Settings;

/// <summary>Settings that are numbers, and what is allowed for each.</summary>
internal static class SettingRanges
{
    /// <summary>Each setting that is out of its range, as a sentence that says what is allowed.</summary>
    /// <param name="prefix">What the sentences begin with.</param>
    /// <param name="settings">A least value of <see cref="double.Epsilon"/> stands for above 0; a most of <see cref="int.MaxValue"/> or more, for no limit.</param>
    public static IEnumerable<string> Faults(string prefix, params (string Name, double Value, double Least, double Most)[] settings) =>
        from setting in settings
        where !(setting.Value >= setting.Least && setting.Value <= setting.Most)
        let least = setting.Least == double.Epsilon ? "above 0" : $"{setting.Least} or more"
        select $"{prefix}{setting.Name} is {setting.Value}; it must be {least}{(setting.Most >= int.MaxValue ? "" : $", at most {setting.Most}")}.";
}
