using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using DedupPlatform.VectorIndex.Sqlite;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>Writes questions and removals, one transaction per call; one thread at a time.</summary>
internal sealed class QuestionWriter : IDisposable
{
    private readonly SqliteCommand _begin, _commit, _findSite, _addSite, _question, _vector, _dropVector;
    private readonly Dictionary<string, long> _sites = [];

    public QuestionWriter(IndexDatabase database)
    {
        Connection = database.ConnectWriter();
        _begin = Connection.Prepared("BEGIN IMMEDIATE");
        _commit = Connection.Prepared("COMMIT");
        _findSite = Connection.Prepared("SELECT number FROM sites WHERE name = $1", 1);
        _addSite = Connection.Prepared("INSERT INTO sites (name) VALUES ($1) RETURNING number", 1);

        // The higher revision wins, and a removal wins over a question of its own revision; a write that is overtaken returns no row.
        _question = Connection.Prepared("""
            INSERT INTO questions (site, id, revision, removed, fingerprint, title, url, created_at, tags, body)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (site, id) DO UPDATE SET
                revision = excluded.revision, removed = excluded.removed, fingerprint = excluded.fingerprint, title = excluded.title,
                url = excluded.url, created_at = excluded.created_at, tags = excluded.tags, body = excluded.body
            WHERE (excluded.revision, excluded.removed) > (questions.revision, questions.removed)
            RETURNING row
            """, 10);
        _vector = Connection.Prepared($"INSERT OR REPLACE INTO {Schema.Vectors} (row, site, fingerprint, vector) VALUES ($1, $2, $3, $4)", 4);
        _dropVector = Connection.Prepared($"DELETE FROM {Schema.Vectors} WHERE row = $1", 1);
    }

    internal SqliteConnection Connection { get; }

    public IReadOnlyList<Change> Upsert(IReadOnlyList<IndexedQuestion> questions) => InTransaction(questions, Upsert);

    public IReadOnlyList<Change> Remove(IReadOnlyList<QuestionRemoval> removals) => InTransaction(removals, Remove);

    public void Dispose() => Connection.Dispose();

    private List<Change> InTransaction<T>(IReadOnlyList<T> items, Func<T, Change?> write)
    {
        var changes = new List<Change>(items.Count);
        _begin.ExecuteNonQuery();
        try
        {
            foreach (var item in items)
            {
                if (write(item) is { } change)
                {
                    changes.Add(change);
                }
            }

            _commit.ExecuteNonQuery();
            return changes;
        }
        catch
        {
            _sites.Clear();
            RollBack();
            throw;
        }
    }

    private Change? Upsert(IndexedQuestion question)
    {
        var site = SiteNumber(question.Site);
        var row = _question.Bind(
            site, question.Id, question.Revision, 0, question.Fingerprint, question.Title, question.Url,
            question.CreatedAt?.ToString("O", CultureInfo.InvariantCulture),
            question.Tags.Count == 0 ? null : JsonSerializer.Serialize(question.Tags, IndexJson.Default.IReadOnlyListString),
            question.Body).ExecuteScalar();
        if (row is null)
        {
            return null;
        }

        if (question.Vector.IsEmpty)
        {
            _vector.Bind(row, site, question.Fingerprint, null).ExecuteNonQuery();
        }
        else
        {
            _vector.Bind(row, site, null, MemoryMarshal.AsBytes(question.Vector.Span).ToArray()).ExecuteNonQuery();
        }

        return new Change(question.Site, checked((int)(long)row), Removed: false, question.Vector);
    }

    private Change? Remove(QuestionRemoval removal)
    {
        var row = _question.Bind(SiteNumber(removal.Site), removal.Id, removal.Revision, 1, "", "", null, null, null, null).ExecuteScalar();
        if (row is null)
        {
            return null;
        }

        _dropVector.Bind(row).ExecuteNonQuery();
        return new Change(removal.Site, checked((int)(long)row), Removed: true, default);
    }

    private long SiteNumber(string name)
    {
        if (!_sites.TryGetValue(name, out var number))
        {
            number = (long)(_findSite.Bind(name).ExecuteScalar() ?? _addSite.Bind(name).ExecuteScalar()!);
            _sites.Add(name, number);
        }

        return number;
    }

    private void RollBack()
    {
        // After some faults, such as a full disk, SQLite has already rolled back by itself.
        if (raw.sqlite3_get_autocommit(Connection.Handle) == 0)
        {
            Connection.Execute("ROLLBACK");
        }
    }
}
