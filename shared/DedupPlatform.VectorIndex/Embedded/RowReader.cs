using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using DedupPlatform.VectorIndex.Sqlite;
using Microsoft.Data.Sqlite;

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>Reads what memory does not hold; one thread at a time.</summary>
internal sealed class RowReader : IDisposable
{
    private const string Columns = "q.row, q.removed, s.name, q.id, q.revision, q.fingerprint, q.title, q.url, q.created_at, q.tags, q.body";

    private const string WholeQuestion =
        $"SELECT {Columns}, v.vector FROM questions q JOIN sites s ON s.number = q.site LEFT JOIN {Schema.Vectors} v ON v.row = q.row";

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _candidate, _withoutVector, _question, _page, _sample;

    public RowReader(IndexDatabase database)
    {
        _connection = database.ConnectReader();
        _candidate = _connection.Prepared("SELECT id, title, url FROM questions WHERE row = $1 AND removed = 0", 1);
        _withoutVector = _connection.Prepared($"""
            SELECT q.id, q.title, q.url
            FROM {Schema.Vectors} v JOIN questions q USING (row)
            WHERE v.site = (SELECT number FROM sites WHERE name = $1) AND v.fingerprint = $2 AND v.vector IS NULL
            ORDER BY q.id LIMIT $3
            """, 3);
        _question = _connection.Prepared($"""
            {WholeQuestion}
            WHERE q.site = (SELECT number FROM sites WHERE name = $1) AND q.id = $2 AND q.removed = 0
            """, 2);
        _page = _connection.Prepared(
            $"SELECT {Columns}, NULL FROM questions q JOIN sites s ON s.number = q.site WHERE q.row > $1 ORDER BY q.row LIMIT $2", 2);

        // The stored questions from a given row on: putting all of them in random order would read them all.
        _sample = _connection.Prepared($"{WholeQuestion} WHERE v.row >= $1 ORDER BY v.row LIMIT $2", 2);
    }

    /// <summary>The question in a row, or <see langword="null"/> if it was removed in the meantime.</summary>
    /// <remarks>
    /// If it is being changed at this moment, its new text may come with the similarity of its old vector. To tell would take a
    /// revision beside each vector, and every opening would have to read the table of the questions for them.
    /// </remarks>
    public Candidate? Candidate(string site, Hit hit)
    {
        using var reader = _candidate.Bind(hit.Row).ExecuteReader();
        return reader.Read() ? ToCandidate(reader, site, hit.Similarity) : null;
    }

    public IReadOnlyList<Candidate> WithoutVector(string site, string fingerprint, int limit)
    {
        var found = new List<Candidate>();
        using var reader = _withoutVector.Bind(site, fingerprint, limit).ExecuteReader();
        while (reader.Read())
        {
            found.Add(ToCandidate(reader, site, similarity: 1));
        }

        return found;
    }

    public IndexedQuestion? Find(string site, string id)
    {
        using var reader = _question.Bind(site, id).ExecuteReader();
        return reader.Read() ? ToQuestion(reader) : null;
    }

    public QuestionPage Page(string? from, int limit)
    {
        var row = 0L;
        if (from is not null && !long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out row))
        {
            throw new ArgumentException("A page begins at the Next of the page before, or at null.", nameof(from));
        }

        var (questions, removals) = (new List<IndexedQuestion>(), new List<QuestionRemoval>());
        using var reader = _page.Bind(row, limit).ExecuteReader();
        while (reader.Read())
        {
            row = reader.GetInt64(0);
            if (reader.GetBoolean(1))
            {
                removals.Add(new QuestionRemoval(reader.GetString(2), reader.GetString(3), reader.GetInt64(4)));
            }
            else
            {
                questions.Add(ToQuestion(reader));
            }
        }

        return new QuestionPage(questions, removals, questions.Count + removals.Count < limit ? null : row.ToString(CultureInfo.InvariantCulture));
    }

    public IReadOnlyList<IndexedQuestion> Sample(int count)
    {
        var last = _connection.Scalar("SELECT coalesce(max(row), 0) FROM questions");
        var sample = new Dictionary<long, IndexedQuestion>();
        for (var tries = 2 * count; tries > 0 && sample.Count < count; tries--)
        {
            AddFrom(Random.Shared.NextInt64(last + 1), limit: 1);
        }

        if (sample.Count < count)
        {
            AddFrom(row: 0, limit: count);
        }

        return [.. sample.Values.Take(count)];

        void AddFrom(long row, int limit)
        {
            using var reader = _sample.Bind(row, limit).ExecuteReader();
            while (reader.Read())
            {
                sample.TryAdd(reader.GetInt64(0), ToQuestion(reader));
            }
        }
    }

    public void Dispose() => _connection.Dispose();

    private static IndexedQuestion ToQuestion(SqliteDataReader reader) => new()
    {
        Site = reader.GetString(2),
        Id = reader.GetString(3),
        Revision = reader.GetInt64(4),
        Fingerprint = reader.GetString(5),
        Title = reader.GetString(6),
        Url = reader.Text(7),
        CreatedAt = reader.Text(8) is { } time ? DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind) : null,
        Tags = reader.Text(9) is { } tags ? JsonSerializer.Deserialize(tags, IndexJson.Default.IReadOnlyListString)! : [],
        Body = reader.Text(10),
        Vector = reader.IsDBNull(11) ? default : MemoryMarshal.Cast<byte, float>(reader.GetFieldValue<byte[]>(11)).ToArray(),
    };

    private static Candidate ToCandidate(SqliteDataReader reader, string site, float similarity) =>
        new(site, reader.GetString(0), reader.GetString(1), reader.Text(2), similarity);
}
