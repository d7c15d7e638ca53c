using System.Collections.Frozen;

namespace DedupPlatform.Cli.Import.Readers;

/// <summary>The fields of a question as the HTTP API names them, and the names that files use for them.</summary>
internal static class FieldNames
{
    public const string Site = "site";
    public const string Id = "id";
    public const string Title = "title";
    public const string Body = "body";
    public const string Url = "url";
    public const string Tags = "tags";
    public const string CreatedAt = "createdAt";
    public const string Revision = "revision";

    /// <summary>The names that columns may have, for messages.</summary>
    public const string Help = "title (or question, or text), body (or text beside a title), id, url, tags, createdAt (or created_at), site, revision";

    /// <summary>The forms of a date, for messages.</summary>
    public const string DateHelp = "createdAt is ISO 8601, 2024-05-01 12:30:00 or Unix time in seconds or milliseconds.";

    // If several columns hold the same field, the name that comes first here wins; a text column that is not the title is the body.
    private static readonly (string Name, string[] Fields)[] Names =
    [
        (Title, [Title]), ("question", [Title]), (Body, [Body]), ("text", [Title, Body]), (Id, [Id]), (Url, [Url]), (Tags, [Tags]),
        (CreatedAt, [CreatedAt]), ("created_at", [CreatedAt]), (Site, [Site]), (Revision, [Revision]),
    ];

    private static readonly FrozenDictionary<string, (string[] Fields, int Rank)> ByName = Names
        .Select((name, rank) => KeyValuePair.Create(name.Name, (name.Fields, rank)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Assigns columns, by their positions, to the fields that they hold; unknown columns are left out.</summary>
    public static IReadOnlyDictionary<string, int> Assign(IEnumerable<string> names)
    {
        var fields = new Dictionary<string, int>();
        var known = names.Index().Where(column => ByName.ContainsKey(column.Item)).DistinctBy(column => column.Item, StringComparer.OrdinalIgnoreCase);
        foreach (var (position, name) in known.OrderBy(column => ByName[column.Item].Rank))
        {
            if (ByName[name].Fields.FirstOrDefault(field => !fields.ContainsKey(field)) is { } field)
            {
                fields.Add(field, position);
            }
        }

        return fields;
    }

    /// <summary>The names that hold no field.</summary>
    public static List<string> Unused(IEnumerable<string> names, IReadOnlyDictionary<string, int> assigned) =>
        [.. names.Where((name, position) => !string.IsNullOrWhiteSpace(name) && !assigned.Values.Contains(position))];

    /// <summary>Says of such names that they are not used.</summary>
    public static string Warning(string what, IEnumerable<string> unused) =>
        $"{what} that are not used: {Words.Short(string.Join(", ", unused))}. Names that are known: {Help}.";
}
