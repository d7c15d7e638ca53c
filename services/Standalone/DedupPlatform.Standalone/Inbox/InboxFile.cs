using DedupPlatform.Contracts;
using DedupPlatform.Ingestion;
using DedupPlatform.VectorIndex.Sqlite;
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
    private readonly SqliteCommand _cover;
    private readonly SqliteCommand _probe;
    private readonly SqliteCommand _tick;

    private InboxFile(string path, FileStream @lock, TimeProvider time)
    {
        (_lock, _time) = (@lock, time);
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 5 }.ToString();
        _writer = new SqliteConnection(_connectionString);
        try
        {
            _writer.Open();
            InboxSchema.Prepare(_writer, path);
            (LiveAtOpening, BulkAtOpening) = (Count("inbox WHERE lane = $1", Lane.Live.Name()), Count("inbox WHERE lane = $1", Lane.Bulk.Name()));
            FailedAtOpening = Count("failed");
            ClockAtOpening = _writer.Scalar("SELECT coalesce(max(revision), -1) FROM clock");
        }
        catch (Exception exception)
        {
            _writer.Dispose();
            throw exception switch
            {
                SqliteException fault when SqliteFaults.IsDamage(fault) => InboxSchema.Damaged(path, fault),
                SqliteException fault when SqliteFaults.IsMachine(fault) => new IOException(SqliteFaults.Unreachable(path, fault), fault),
                SqliteException => new IOException($"{path} cannot be opened: {exception.Message}", exception),
                _ => exception,
            };
        }

        _accept = _writer.Statement("INSERT INTO inbox (lane, kind, site, id, revision, accepted, payload, trace) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", 8);
        _complete = _writer.Statement("DELETE FROM inbox WHERE row = $1", 1);
        _fail = _writer.Statement(
            "INSERT INTO failed SELECT row, lane, kind, site, id, revision, accepted, payload, $2, $3, trace FROM inbox WHERE row = $1; "
            + "DELETE FROM inbox WHERE row = $1", 3);
        _settle = _writer.Statement("DELETE FROM failed WHERE site = $1 AND id = $2 AND revision <= $3", 3);
        _cover = _writer.Statement("UPDATE inbox SET revision = -1 WHERE site = $1 AND id = $2 AND kind = $3 AND revision <= $4", 4);
        _probe = _writer.Statement("INSERT OR REPLACE INTO probe VALUES (1, $1)", 1);
        _tick = _writer.Statement("INSERT OR REPLACE INTO clock VALUES (1, $1)", 1);
    }

    /// <summary>How many messages of the live lane were in the file when it was opened.</summary>
    public long LiveAtOpening { get; }

    /// <summary>How many messages of the bulk lane were in the file when it was opened.</summary>
    public long BulkAtOpening { get; }

    /// <summary>How many failed messages were in the file when it was opened.</summary>
    public long FailedAtOpening { get; }

    /// <summary>What <see cref="RevisionClock.Last"/> was at the last write before the file was opened; -1 before the first.</summary>
    public long ClockAtOpening { get; }

    internal SqliteConnection WriteConnection => _writer;

    /// <exception cref="IOException">Another process uses the folder, or the file cannot be used; the message says which and what to do.</exception>
    public static InboxFile Open(string directory, TimeProvider time)
    {
        var path = Path.GetFullPath(Path.Combine(directory, Name));
        PrivateFolder.Create(directory);
        var held = Hold(path);
        try
        {
            PrivateFolder.CreateFile(path);
            return new InboxFile(path, held, time);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Writes all changes, durably, or none.</summary>
    /// <param name="writes">The changes.</param>
    /// <param name="clock">The highest revision given out, by earlier processes too; it is kept with them.</param>
    /// <returns>The change in the number of failed messages.</returns>
    public int Write(IReadOnlyList<InboxWrite> writes, long clock)
    {
        var failed = 0;
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        using var transaction = _writer.BeginTransaction();
        foreach (var write in writes)
        {
            failed += Write(write, transaction, now);
        }

        Run(_tick, transaction, clock);
        transaction.Commit();
        return failed;
    }

    /// <summary>The next messages of a lane after a row, in order.</summary>
    public List<InboxRow> Read(Lane lane, long behind, int limit) => Query(
        $"SELECT {Columns} FROM inbox WHERE lane = $1 AND row > $2 ORDER BY row LIMIT $3", Row, lane.Name(), behind, limit);

    /// <summary>The newest copy of a question that no removal covers. Only its own payload is read, however many copies wait.</summary>
    public InboxMessage? FindNewest(string site, string id) => Query(
        $"""
        SELECT {Columns} FROM inbox WHERE row = (
            SELECT row FROM inbox
            WHERE site = $1 AND id = $2 AND kind = $3
                AND revision > (SELECT coalesce(max(revision), -1) FROM inbox WHERE site = $1 AND id = $2 AND kind = $4)
            ORDER BY revision DESC, row LIMIT 1)
        """,
        Row, site, id, InboxMessage.Index, InboxMessage.Remove).FirstOrDefault()?.Message;

    /// <summary>When the oldest message of a lane was accepted.</summary>
    public DateTimeOffset? Oldest(Lane lane) => Query(
        "SELECT accepted FROM inbox WHERE lane = $1 ORDER BY row LIMIT 1",
        reader => (DateTimeOffset?)DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(0)), lane.Name()).FirstOrDefault();

    public void Dispose()
    {
        _writer.Dispose();
        SqliteConnection.ClearPool(_writer);
        _lock.Dispose();
    }

    private static FileStream Hold(string path)
    {
        try
        {
            return FileLock.Take(path + ".lock");
        }
        catch (IOException exception) when (exception is not DirectoryNotFoundException)
        {
            throw new IOException(
                $"{path} cannot be locked: {exception.Message} If another process has it open, stop it; or choose another Storage:Directory.", exception);
        }
    }

    /// <returns>The change in the number of failed messages.</returns>
    private int Write(InboxWrite write, SqliteTransaction transaction, long now)
    {
        switch (write)
        {
            case InboxWrite.Accept accept:
                foreach (var message in accept.Messages)
                {
                    Run(_accept, transaction, message.Lane.Name(), message.Kind, message.Site, message.Id, message.Revision, now,
                        message.Payload, message.Trace);
                }

                break;
            case InboxWrite.Complete(var (number, message)):
                Run(_complete, transaction, number);
                if (message.Kind == InboxMessage.Remove)
                {
                    // Copies that it covers may still wait in the other lane. The index will drop them; until then, nobody finds them here.
                    Run(_cover, transaction, message.Site, message.Id, InboxMessage.Index, message.Revision);
                }

                return -Run(_settle, transaction, message.Site, message.Id, message.Revision);
            case InboxWrite.Fail fail:
                Run(_fail, transaction, fail.Row, now, fail.Reason);
                return 1;
            case InboxWrite.Probe:
                Run(_probe, transaction, now);
                break;
        }

        return 0;
    }

    private static int Run(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object?> values)
    {
        command.Transaction = transaction;
        return command.Bind(values).ExecuteNonQuery();
    }

    private long Count(string rows, params ReadOnlySpan<object?> values) => Query($"SELECT count(*) FROM {rows}", reader => reader.GetInt64(0), values)[0];

    private List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using var command = connection.Statement(sql, values.Length);
        using var reader = command.Bind(values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static InboxRow Row(SqliteDataReader reader) => new(reader.GetInt64(0), new InboxMessage(
        LaneNames.Parse(reader.GetString(1)), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetInt64(5), reader.GetString(6),
        reader.Text(7)));
}
