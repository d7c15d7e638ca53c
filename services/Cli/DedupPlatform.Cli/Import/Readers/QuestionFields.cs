using System.Collections.Frozen;

namespace DedupPlatform.Cli.Import.Readers;

/// <summary>The fields of a question as the HTTP API names them, and what files call them.</summary>
internal static class QuestionFields
{
    public const string Site = "site";
    public const string Id = "id";
    public const string Title = "title";
    public const string Body = "body";
    public const string Url = "url";
    public const string Tags = "tags";
    public const string CreatedAt = "createdAt";
    public const string Revision = "revision";

    // Of several columns for one field, the name that stands first here wins.
    private static readonly (string Name, string Field)[] Names =
    [
        (Title, Title), ("question", Title), ("text", Title), (Body, Body), (Id, Id), (Url, Url), (Tags, Tags),
        (CreatedAt, CreatedAt), ("created_at", CreatedAt), (Site, Site), (Revision, Revision),
    ];

    private static readonly FrozenDictionary<string, (string Field, int Rank)> ByName = Names
        .Select((name, rank) => KeyValuePair.Create(name.Name, (name.Field, rank)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Which of these columns holds which field; columns that mean nothing here are left out.</summary>
    public static IReadOnlyDictionary<string, T> Assign<T>(IEnumerable<(string Name, T Value)> columns) => columns
        .Where(column => ByName.ContainsKey(column.Name))
        .GroupBy(column => ByName[column.Name].Field)
        .ToDictionary(field => field.Key, field => field.MinBy(column => ByName[column.Name].Rank).Value);
}
