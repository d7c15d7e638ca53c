using System.Globalization;
using DedupPlatform.Contracts;
using DedupPlatform.VectorIndex.Embedded;
using Microsoft.Data.Sqlite;

namespace DedupPlatform.Standalone;

/// <summary>
/// <c>inbox.db</c>: accepted messages in order, and those that failed. Writes come from one caller at a time; reads may run concurrently.
/// </summary>
internal sealed class InboxFile : IDisposable
{
    public const string Name = "inbox.db";

    private const string Columns = "row, lane, kind, site, id, revision, payload, trace";

    private readonly TimeProvider _time;
    private readonly FileStream _lock;
    private readonly string _connectionString;
    private readonly SqliteConnection _writer;
    private readonly SqliteCommand _accept;
    private readonly SqliteCommand _complete;
    private readonly SqliteCommand _fail;
    private readonly SqliteCommand _settle;
    private readonly SqliteCommand _probe;

    private InboxFile(string path, FileStream @lock, TimeProvider time)
    {
        (_lock, _time) = (@lock, time);
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 5 }.ToString();
        _writer = new SqliteConnection(_connectionString);
        try
        {
            _writer.Open();
            InboxSchema.Prepare(_writer, path);
        }
        catch (Exception exception)
        {
            _writer.Dispose();
            throw exception is SqliteException { SqliteErrorCode: SqliteErrors.Corrupt or SqliteErrors.NotADatabase }
                ? InboxSchema.Damaged(path, exception)
                : exception is SqliteException ? new IOException($"{path} cannot be opened: {exception.Message}", exception) : exception;
        }

        _accept = Command("INSERT INTO inbox (lane, kind, site, id, revision, accepted, payload, trace) VALUES ($0, $1, $2, $3, $4, $5, $6, $7)", 8);
        _complete = Command("DELETE FROM inbox WHERE row = $0", 1);
        _fail = Command(
            "INSERT INTO failed SELECT row, lane, kind, site, id, revision, accepted, payload, $1, $2, trace FROM inbox WHERE row = $0; "
            + "DELETE FROM inbox WHERE row = $0", 3);
        _settle = Command("DELETE FROM failed WHERE site = $0 AND id = $1 AND revision <= $2", 3);
        _probe = Command("INSERT OR REPLACE INTO probe VALUES (1, $0)", 1);
    }

    internal SqliteConnection WriteConnection => _writer;

    /// <exception cref="IOException">Another process uses the folder, or the file cannot be used; the message says which and what to do.</exception>
    public static InboxFile Open(string directory, TimeProvider time)
    {
        var path = Path.GetFullPath(Path.Combine(directory, Name));
        PrivateFolder.Create(directory);
        var held = Hold(path);
        try
        {
            return new InboxFile(path, held, time);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Writes all changes, durably, or none.</summary>
    /// <returns>The change in the number of failed messages.</returns>
    public int Write(IReadOnlyList<InboxWrite> writes)
    {
        var failed = 0;
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        using var transaction = _writer.BeginTransaction();
        foreach (var write in writes)
        {
            switch (write)
            {
                case InboxWrite.Accept accept:
                    foreach (var message in accept.Messages)
                    {
                        Run(_accept, transaction, message.Lane.Name(), message.Kind, message.Site, message.Id, message.Revision, now,
                            message.Payload, (object?)message.Trace ?? DBNull.Value);
                    }

                    break;
                case InboxWrite.Complete(var (number, message)):
                    Run(_complete, transaction, number);
                    failed -= Run(_settle, transaction, message.Site, message.Id, message.Revision);
                    break;
                case InboxWrite.Fail fail:
                    Run(_fail, transaction, fail.Row, now, fail.Reason);
                    failed++;
                    break;
                case InboxWrite.Probe:
                    Run(_probe, transaction, now);
                    break;
            }
        }

        transaction.Commit();
        return failed;
    }

    /// <summary>The next messages of a lane after a row, in order.</summary>
    public List<InboxRow> Read(Lane lane, long behind, int limit) => Query(
        $"SELECT {Columns} FROM inbox WHERE lane = $0 AND row > $1 ORDER BY row LIMIT $2", Row, lane.Name(), behind, limit);

    /// <summary>The newest copy of a question that no removal covers. Only its own payload is read, however many copies wait.</summary>
    public InboxMessage? FindNewest(string site, string id) => Query(
        $"""
        SELECT {Columns} FROM inbox WHERE row = (
            SELECT row FROM inbox
            WHERE site = $0 AND id = $1 AND kind = $2
                AND revision > (SELECT coalesce(max(revision), -1) FROM inbox WHERE site = $0 AND id = $1 AND kind = $3)
            ORDER BY revision DESC, row LIMIT 1)
        """,
        Row, site, id, InboxMessage.Index, InboxMessage.Remove).FirstOrDefault()?.Message;

    public long Count(Lane lane) => Query("SELECT count(*) FROM inbox WHERE lane = $0", reader => reader.GetInt64(0), lane.Name())[0];

    public long CountFailed() => Query("SELECT count(*) FROM failed", reader => reader.GetInt64(0))[0];

    /// <summary>When the oldest message of a lane was accepted.</summary>
    public DateTimeOffset? Oldest(Lane lane) => Query(
        "SELECT accepted FROM inbox WHERE lane = $0 ORDER BY row LIMIT 1",
        reader => (DateTimeOffset?)DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(0)), lane.Name()).FirstOrDefault();

    public void Dispose()
    {
        _writer.Dispose();
        SqliteConnection.ClearPool(_writer);
        _lock.Dispose();
    }

    // The system releases the lock with the process, however that ends.
    private static FileStream Hold(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception is not DirectoryNotFoundException)
        {
            throw new IOException(
                $"{path} cannot be locked: {exception.Message} If another process has it open, stop it; or choose another Storage:Directory.", exception);
        }
    }

    private SqliteCommand Command(string sql, int parameters)
    {
        var command = _writer.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = Parameter(i) });
        }

        return command;
    }

    private static int Run(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command.ExecuteNonQuery();
    }

    private List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object> values)
    {
        using var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue(Parameter(i), values[i]);
        }

        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static InboxRow Row(SqliteDataReader reader) => new(reader.GetInt64(0), new InboxMessage(
        LaneNames.Parse(reader.GetString(1)), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetInt64(5), reader.GetString(6),
        reader.IsDBNull(7) ? null : reader.GetString(7)));

    private static string Parameter(int i) => string.Create(CultureInfo.InvariantCulture, $"${i}");
}
