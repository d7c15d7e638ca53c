using DedupPlatform.Standalone;
using Microsoft.Data.Sqlite;

namespace DedupPlatform.Ingestion.Tests.Durability;

/// <summary>What an inbox has set aside, as an operator reads it.</summary>
internal static class SetAside
{
    public static IReadOnlyList<string> In(string directory)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(directory, InboxFile.Name)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT site, id, reason FROM failed ORDER BY row";
        using var reader = command.ExecuteReader();
        var questions = new List<string>();
        while (reader.Read())
        {
            questions.Add($"{reader.GetString(0)} {reader.GetString(1)} {reader.GetString(2)}");
        }

        return questions;
    }
}
