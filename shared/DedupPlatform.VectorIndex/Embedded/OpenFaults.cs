using DedupPlatform.VectorIndex.Sqlite;
using Microsoft.Data.Sqlite;

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>Why an index folder cannot be opened, and what to do.</summary>
internal static class OpenFaults
{
    public static IndexUnavailableException Damaged(string path, Exception damage) => new(
        $"'{path}' is damaged ({damage.Message}). Restore a backup of that folder and keep inbox.db, "
        + "or choose another data directory and import the questions again.",
        damage);

    public static IndexUnavailableException OtherTables(string path, SqliteException fault) => new(
        $"'{path}' is damaged, or another release wrote it: its tables are not those of this release ({fault.Message}). Restore a backup of that folder, "
        + "start the release that wrote it, or choose another data directory and import the questions again.",
        fault);

    public static IndexUnavailableException Lost(string path) => new(
        $"'{path}' is missing or empty, and with it every question of its generation. Restore a backup of that folder and keep inbox.db, "
        + "or choose another data directory and import the questions again.");

    public static IndexUnavailableException Unreachable(string directory, SqliteException fault) =>
        new(SqliteFaults.Unreachable($"The index in '{directory}'", fault), fault);

    public static IndexUnavailableException Forbidden(string directory, UnauthorizedAccessException fault) => new(
        $"The index folder '{directory}' cannot be written. Give this process access to it, or choose another data directory.", fault);

    public static IndexUnavailableException Locked(string directory, IOException fault) => new(
        $"The index folder '{directory}' cannot be locked: {fault.Message} If another process has this index open, stop it; "
        + "or choose another data directory.",
        fault);

    public static IndexUnavailableException NoFolder(string directory, IOException fault) => new(
        $"There is no index folder '{directory}', and it cannot be made: {fault.Message} Choose another data directory.", fault);

    public static IndexUnavailableException Foreign(string path) => new($"'{path}' is a database of another program. Choose another data directory.");

    public static IndexUnavailableException Newer(string path, long version) => new(
        $"'{path}' was written by a newer release (its version is {version}, this release knows up to {Schema.Version}). "
        + "Start that release, or choose another data directory.");

    public static IndexUnavailableException OtherModel(string path, (string Name, int Dimension) holds, (string Name, int Dimension) runs) => new(
        $"The index '{path}' holds vectors of the model '{holds.Name}' ({holds.Dimension} dimensions), and this process runs '{runs.Name}' "
        + $"({runs.Dimension} dimensions): their vectors cannot be compared. Start with the model '{holds.Name}', or choose another data directory "
        + "and import the questions again.");
}
