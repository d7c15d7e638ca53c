using Microsoft.Data.Sqlite;

namespace DedupPlatform.Standalone;

/// <summary>SQLite's result codes that mean something to an operator (sqlite.org/rescode.html).</summary>
internal static class SqliteErrors
{
    public const int Corrupt = 11;
    public const int NotADatabase = 26;

    public static string Describe(SqliteException exception) => exception.SqliteErrorCode switch
    {
        5 or 6 => "another program holds a lock on it",
        8 => "it is read-only",
        10 => "the disk reports an error",
        Corrupt or NotADatabase => "it is damaged",
        13 => "the disk is full",
        14 => "it cannot be opened",
        var code => $"SQLite reports error {code}",
    };
}
