using Microsoft.Data.Sqlite;

namespace DedupPlatform.VectorIndex.Tests.Embedded;

internal static class SqliteTestExtensions
{
    public static void Execute(this SqliteConnection connection, string sql) => connection.Command(sql).ExecuteNonQuery();

    public static long Scalar(this SqliteConnection connection, string sql) => (long)connection.Command(sql).ExecuteScalar()!;

    public static string Text(this SqliteConnection connection, string sql) => (string)connection.Command(sql).ExecuteScalar()!;

    private static SqliteCommand Command(this SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
