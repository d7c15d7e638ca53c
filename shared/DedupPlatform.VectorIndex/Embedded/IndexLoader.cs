using System.Runtime.InteropServices;
using DedupPlatform.VectorIndex.Sqlite;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>Reads all vectors into memory.</summary>
internal static class IndexLoader
{
    public static VectorMemory Load(IndexDatabase database, int dimension, CancellationToken cancellationToken)
    {
        var memory = new VectorMemory(dimension);
        using var connection = database.ConnectReader();
        var sites = Sites(connection, memory);
        var last = connection.Scalar("SELECT coalesce(max(row), 0) FROM questions");
        using var command = connection.Statement($"SELECT row, site, vector FROM {Schema.Vectors}");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Rows are dense, and memory is taken up to the highest one.
            var row = reader.GetInt64(0);
            if (row < 1 || row > last)
            {
                throw new InvalidDataException($"the vector in row {row} belongs to no question");
            }

            // Straight from SQLite's page: an array for each row would leave as much garbage as the index is large.
            var vector = MemoryMarshal.Cast<byte, float>(raw.sqlite3_column_blob(reader.Handle, 2));
            if (!vector.IsEmpty && Vectors.Fault(vector, dimension) is { } fault)
            {
                throw new InvalidDataException($"the vector in row {row} {fault}");
            }

            if (!sites.TryGetValue(reader.GetInt64(1), out var site))
            {
                throw new InvalidDataException($"the vector in row {row} belongs to no site");
            }

            site.Put(checked((int)row), vector);
        }

        foreach (var loaded in sites.Values)
        {
            loaded.Publish();
        }

        return memory;
    }

    private static Dictionary<long, SiteVectors> Sites(SqliteConnection connection, VectorMemory memory)
    {
        var sites = new Dictionary<long, SiteVectors>();
        using var command = connection.Statement("SELECT number, name FROM sites");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            sites.Add(reader.GetInt64(0), memory.Site(reader.GetString(1)));
        }

        return sites;
    }
}
