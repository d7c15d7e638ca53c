using DedupPlatform.VectorIndex.Embedded;
using Microsoft.Data.Sqlite;

namespace DedupPlatform.VectorIndex.Tests.Embedded;

/// <summary>An index folder of its own for each test.</summary>
public abstract class EmbeddedIndexFixture : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected string Folder => _directory.Path;

    protected string DatabaseFile => Path.Combine(Folder, "index.db");

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    protected Task<EmbeddedIndex> OpenAsync(string model = "a-model", int dimension = Sample.Dimension, string? folder = null) =>
        EmbeddedIndex.OpenAsync(
            new EmbeddedIndexOptions { BusySeconds = 1 }, model, dimension, folder ?? Folder, logger: null, new IndexMetrics(meters: null), Cancel);

    /// <summary>Another program at the database.</summary>
    protected SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={DatabaseFile};Pooling=False");
        connection.Open();
        return connection;
    }
}
