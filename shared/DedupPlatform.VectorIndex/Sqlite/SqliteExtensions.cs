using System.Globalization;
using Microsoft.Data.Sqlite;

namespace DedupPlatform.VectorIndex.Sqlite;

/// <summary>Shorthand for SQLite calls; parameters are $1, $2, … in order.</summary>
internal static class SqliteExtensions
{
    public static void Execute(this SqliteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        using var command = connection.Statement(sql, values.Length);
        command.Bind(values).ExecuteNonQuery();
    }

    public static long Scalar(this SqliteConnection connection, string sql)
    {
        using var command = connection.Statement(sql);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    public static SqliteCommand Statement(this SqliteConnection connection, string sql, int parameters = 0)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"${i}") });
        }

        return command;
    }

    /// <summary>A statement that is compiled at once, so that a table or column that is not there is found now and not at its first use.</summary>
    public static SqliteCommand Prepared(this SqliteConnection connection, string sql, int parameters = 0)
    {
        var command = connection.Statement(sql, parameters);
        command.Prepare();
        return command;
    }

    public static SqliteCommand Bind(this SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    public static string? Text(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
