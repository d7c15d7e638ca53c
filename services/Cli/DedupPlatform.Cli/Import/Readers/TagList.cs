namespace DedupPlatform.Cli.Import.Readers;

/// <summary>Tags as files write them in one field: <c>a|b</c>, <c>a,b</c>, <c>a;b</c>, <c>|a|b|</c> or <c>&lt;a&gt;&lt;b&gt;</c>.</summary>
internal static class TagList
{
    private static readonly char[] Separators = ['|', ',', ';', '<', '>'];

    public static IReadOnlyList<string> Split(string tags) =>
        tags.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
