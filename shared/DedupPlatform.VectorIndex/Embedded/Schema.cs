namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>The tables of the index file; a new file is for model $1 of dimension $2.</summary>
internal static class Schema
{
    /// <summary>Marks a file as an index of ours ("DEDP"), so that no other program's database is written to.</summary>
    public const int ApplicationId = 0x44454450;

    /// <remarks>
    /// Any change of <see cref="Create"/> needs a new version, and a step that brings each older file to it before it is read: installations keep their
    /// files over every upgrade.
    /// </remarks>
    public const int Version = 1;

    /// <summary>The table of the vectors.</summary>
    public const string Vectors = "vectors_1";

    // Five vectors of 384 dimensions fill 94 % of a page of 8 KiB, two fill 75 % of one of 4 KiB. FULL: a commit is on disk. A removed
    // question's texts are overwritten: they may have had to be erased.
    public const string Settings = "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;";

    // A question's long texts come last, so that reading its other columns touches no overflow page. Rows are never deleted: a
    // removed question stays as a tombstone, and row numbers stay dense. A vector is float32, little-endian; beside the vectors
    // a fingerprint is kept only where there is none. The table generations has one row, which names the model that made the vectors. Its number and
    // live are always 1, as is the number in the name of the vectors' table, and say nothing: each generation of the index has its
    // own file, whatever its number, and which of them is live is said beside the files.
    public static readonly string Create = $"""
        BEGIN IMMEDIATE;
        CREATE TABLE sites (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE questions (
            row INTEGER PRIMARY KEY,
            site INTEGER NOT NULL REFERENCES sites,
            id TEXT NOT NULL,
            revision INTEGER NOT NULL,
            removed INTEGER NOT NULL CHECK (removed IN (0, 1)),
            fingerprint TEXT NOT NULL,
            title TEXT NOT NULL,
            url TEXT,
            created_at TEXT,
            tags TEXT,
            body TEXT,
            UNIQUE (site, id)
        ) STRICT;

        CREATE TABLE generations (
            number INTEGER PRIMARY KEY,
            model TEXT NOT NULL,
            dimension INTEGER NOT NULL,
            live INTEGER NOT NULL CHECK (live IN (0, 1))
        ) STRICT;
        CREATE UNIQUE INDEX generations_live ON generations (live) WHERE live = 1;

        INSERT INTO generations (number, model, dimension, live) VALUES (1, $1, $2, 1);

        CREATE TABLE {Vectors} (
            row INTEGER PRIMARY KEY REFERENCES questions,
            site INTEGER NOT NULL REFERENCES sites,
            fingerprint TEXT,
            vector BLOB,
            CHECK ((vector IS NULL) <> (fingerprint IS NULL))
        ) STRICT;
        CREATE INDEX {Vectors}_none ON {Vectors} (site, fingerprint) WHERE vector IS NULL;

        PRAGMA application_id = {ApplicationId};
        PRAGMA user_version = {Version};
        COMMIT;
        """;
}
