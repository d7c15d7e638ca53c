using Microsoft.Data.Sqlite;

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>The index in a folder cannot be opened; the message names the folder, the reason and what to do.</summary>
public sealed class IndexOpenException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    internal static IndexOpenException Damaged(string directory, Exception damage) => new(
        $"The index in '{directory}' is damaged ({damage.Message}). Restore a backup of that folder, or choose another data directory and import the questions again.",
        damage);

    internal static IndexOpenException Unreachable(string directory, SqliteException fault) => new(
        $"The index in '{directory}' cannot be opened ({fault.Message}). Check the disk, its free space and this process's rights to the folder, "
        + "and that no other program holds the database.",
        fault);
}
