using DedupPlatform.VectorIndex.Sqlite;
using Microsoft.Data.Sqlite;

namespace DedupPlatform.Standalone;

/// <summary>The tables of <c>inbox.db</c>.</summary>
internal static class InboxSchema
{
    private const long Version = 2;

    // AUTOINCREMENT, because the number of a deleted row must not be reused: a reader that continues after a number would miss the new row.
    private const string Create = """
        CREATE TABLE inbox (
            row INTEGER PRIMARY KEY AUTOINCREMENT,
            lane TEXT NOT NULL, kind TEXT NOT NULL, site TEXT NOT NULL, id TEXT NOT NULL,
            revision INTEGER NOT NULL, accepted INTEGER NOT NULL, payload TEXT NOT NULL);
        CREATE INDEX inbox_by_lane ON inbox (lane, row);
        CREATE INDEX inbox_by_question ON inbox (site, id);
        CREATE TABLE failed (
            row INTEGER PRIMARY KEY,
            lane TEXT NOT NULL, kind TEXT NOT NULL, site TEXT NOT NULL, id TEXT NOT NULL,
            revision INTEGER NOT NULL, accepted INTEGER NOT NULL, payload TEXT NOT NULL,
            failed INTEGER NOT NULL, reason TEXT NOT NULL);
        """ + Upgrade;

    // What version 2 added: the trace of a message, and a row that is written to see whether the disk still takes writes.
    private const string Upgrade = """
        ALTER TABLE inbox ADD COLUMN trace TEXT;
        ALTER TABLE failed ADD COLUMN trace TEXT;
        CREATE TABLE probe (row INTEGER PRIMARY KEY, written INTEGER NOT NULL);
        PRAGMA user_version = 2;
        """;

    // The clock is the highest revision that was given out to those who send none.
    private const string Extras = """
        CREATE INDEX IF NOT EXISTS failed_by_question ON failed (site, id);
        CREATE TABLE IF NOT EXISTS clock (row INTEGER PRIMARY KEY, revision INTEGER NOT NULL);
        """;

    private const string IsEmpty = "SELECT count(*) = 0 FROM sqlite_schema";
    private const string HasTables = "SELECT count(*) = 2 FROM sqlite_schema WHERE type = 'table' AND name IN ('inbox', 'failed')";

    /// <exception cref="IOException">The file is not an inbox of this version, or is damaged.</exception>
    public static void Prepare(SqliteConnection connection, string path)
    {
        var version = connection.Scalar("PRAGMA user_version");
        if (version is < 0 or > Version)
        {
            throw new IOException(
                $"{path} was written by another version (its format is {version}, this program reads {Version}). "
                + "Use that version, or another Storage:Directory.");
        }

        // Before anything is written. Other programs count their versions as well.
        if (connection.Scalar(version == 0 ? IsEmpty : HasTables) == 0)
        {
            throw new IOException($"{path} is a database of another program. Choose another Storage:Directory.");
        }

        // What was processed is overwritten: a question may have had to be erased.
        connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
        using var check = connection.Statement("PRAGMA quick_check(1)");
        if (check.ExecuteScalar() is not "ok")
        {
            throw Damaged(path, null);
        }

        switch (version)
        {
            case 0:
                Change(connection, Create);
                break;
            case 1:
                Change(connection, Upgrade);
                break;
        }

        // These change nothing for a program that does not know them, so they need no new version.
        connection.Execute(Extras);
    }

    private static void Change(SqliteConnection connection, string sql)
    {
        using var transaction = connection.BeginTransaction();
        connection.Execute(sql);
        transaction.Commit();
    }

    public static IOException Damaged(string path, Exception? exception) => new(
        $"{path}, the queue of accepted questions, is damaged. Restore it from a backup, or move it away with its -wal and -shm files: "
        + "the questions that waited in it must then be sent again; those that are indexed already are not affected.", exception);
}
