using DedupPlatform.VectorIndex.Sqlite;
using Microsoft.Data.Sqlite;

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>The index file: opens it, creates the tables of a new one, and refuses one that cannot serve this model.</summary>
internal sealed class IndexDatabase
{
    private readonly int _busySeconds;

    private IndexDatabase(string path, int busySeconds) => (Path, _busySeconds) = (path, busySeconds);

    public string Path { get; }

    /// <summary>The file of the index in a folder.</summary>
    public static string FileIn(string directory) => System.IO.Path.Combine(directory, "index.db");

    public static IndexDatabase Open(string directory, string model, int dimension, int busySeconds)
    {
        var database = new IndexDatabase(FileIn(directory), busySeconds);
        using var connection = database.Connect(SqliteOpenMode.ReadWriteCreate);
        database.CheckOwner(connection);
        connection.Execute(Schema.Settings);
        if (connection.Scalar("PRAGMA user_version") == 0)
        {
            connection.Execute(Schema.Create, model, dimension);
        }

        database.CheckModel(connection, model, dimension);
        return database;
    }

    public SqliteConnection ConnectWriter()
    {
        var connection = Connect(SqliteOpenMode.ReadWrite);
        connection.Execute(Schema.Settings);
        return connection;
    }

    public SqliteConnection ConnectReader() => Connect(SqliteOpenMode.ReadOnly);

    private SqliteConnection Connect(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = _busySeconds,
        }.ToString());
        connection.Open();
        return connection;
    }

    private void CheckOwner(SqliteConnection connection)
    {
        var version = connection.Scalar("PRAGMA user_version");
        var ours = connection.Scalar("PRAGMA application_id") == Schema.ApplicationId;
        if (!ours && (version != 0 || connection.Scalar("SELECT count(*) FROM sqlite_schema") != 0))
        {
            throw OpenFaults.Foreign(Path);
        }

        if (version > Schema.Version)
        {
            throw OpenFaults.Newer(Path, version);
        }
    }

    private void CheckModel(SqliteConnection connection, string model, int dimension)
    {
        using var command = connection.Statement("SELECT model, dimension FROM generations WHERE live = 1");
        using var reader = command.ExecuteReader();
        if (!reader.Read())
        {
            throw new InvalidDataException("it does not say which model made its vectors");
        }

        var (holds, width) = (reader.GetString(0), reader.GetInt32(1));
        if (holds != model || width != dimension)
        {
            throw OpenFaults.OtherModel(Path, (holds, width), (model, dimension));
        }
    }
}
