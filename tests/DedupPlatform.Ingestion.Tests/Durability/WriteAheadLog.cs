using System.Buffers.Binary;

namespace DedupPlatform.Ingestion.Tests.Durability;

/// <summary>Reads SQLite's write-ahead log (sqlite.org/fileformat2.html, section 4).</summary>
internal static class WriteAheadLog
{
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;

    /// <summary>The number of transactions in the log: a frame that ends one holds the size of the database.</summary>
    public static int Commits(string database)
    {
        using var stream = new FileStream(database + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var log = new byte[stream.Length];
        stream.ReadExactly(log);
        var pageBytes = BinaryPrimitives.ReadInt32BigEndian(log.AsSpan(8));
        var commits = 0;
        for (var frame = HeaderBytes; frame + FrameHeaderBytes + pageBytes <= log.Length; frame += FrameHeaderBytes + pageBytes)
        {
            commits += BinaryPrimitives.ReadInt32BigEndian(log.AsSpan(frame + 4)) != 0 ? 1 : 0;
        }

        return commits;
    }
}
