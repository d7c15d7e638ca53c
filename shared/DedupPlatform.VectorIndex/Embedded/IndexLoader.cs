using System.Runtime.InteropServices;
using SQLitePCL;

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>Reads all vectors of the live generation into memory.</summary>
internal static class IndexLoader
{
    public static VectorMemory Load(IndexDatabase database, int dimension, CancellationToken cancellationToken)
    {
        var memory = new VectorMemory(dimension);
        using var connection = database.ConnectReader();
        var sites = new Dictionary<long, SiteVectors>();
        using (var names = connection.Statement("SELECT number, name FROM sites").ExecuteReader())
        {
            while (names.Read())
            {
                sites.Add(names.GetInt64(0), memory.Site(names.GetString(1)));
            }
        }

        using var command = connection.Statement($"SELECT row, site, vector FROM {Schema.Vectors(database.Generation)}");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Straight from SQLite's page: an array for each row would be as much garbage as the index is large.
            var vector = MemoryMarshal.Cast<byte, float>(raw.sqlite3_column_blob(reader.Handle, 2));
            if (!vector.IsEmpty && Vectors.Fault(vector, dimension) is { } fault)
            {
                throw new InvalidDataException($"the vector in row {reader.GetInt64(0)} {fault}");
            }

            sites[reader.GetInt64(1)].Put(reader.GetInt32(0), vector);
        }

        foreach (var site in sites.Values)
        {
            site.Publish();
        }

        return memory;
    }
}
