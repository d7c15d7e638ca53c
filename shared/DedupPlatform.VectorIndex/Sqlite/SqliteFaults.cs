using Microsoft.Data.Sqlite;

namespace DedupPlatform.VectorIndex.Sqlite;

/// <summary>Which of SQLite's errors (sqlite.org/rescode.html) are the machine's fault, not ours.</summary>
internal static class SqliteFaults
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int OutOfMemory = 7;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NoDatabase = 26;

    public static bool IsDamage(SqliteException exception) => exception.SqliteErrorCode is Corrupt or NoDatabase;

    public static bool IsMachine(SqliteException exception) =>
        exception.SqliteErrorCode is Busy or Locked or OutOfMemory or ReadOnly or InputOutput or Corrupt or Full or CannotOpen or NoDatabase;

    /// <summary>That the machine keeps a database from being opened, and what to do.</summary>
    public static string Unreachable(string what, SqliteException exception) =>
        $"{what} cannot be opened ({exception.Message}). Check the disk, its free space and this process's rights to the folder, "
        + "and that no other program holds the database.";

    /// <summary>What is wrong with the database, for an operator.</summary>
    public static string Describe(SqliteException exception) => exception.SqliteErrorCode switch
    {
        Busy or Locked => "another program holds a lock on it",
        OutOfMemory => "there is not enough memory",
        ReadOnly => "it is read-only",
        InputOutput => "the disk reports an error",
        Corrupt or NoDatabase => "it is damaged",
        Full => "the disk is full",
        CannotOpen => "it cannot be opened",
        var code => $"SQLite reports error {code}",
    };
}
