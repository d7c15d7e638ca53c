using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using DedupPlatform.Standalone;
using DedupPlatform.VectorIndex.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Ingestion.Tests.Durability;

/// <summary>An inbox in a folder of its own.</summary>
internal sealed class InboxFixture : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ApplicationLifetime _process = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly List<Inbox> _opened = [];
    private string _last = "";

    public string Database => Path.Combine(_directory.Path, InboxFile.Name);

    /// <summary>What the inbox that was opened last has set aside.</summary>
    public IReadOnlyList<string> Failed => SetAside.In(_last);

    public static IndexQuestion Question(string id, long revision = 1) => new() { Id = id, Title = $"What is {id}?", Revision = revision };

    public Inbox Open(int capacity = 1000, TimeProvider? time = null, RevisionClock? clock = null) => Open(_directory.Path, capacity, time, clock);

    /// <summary>Opens what a crash of the process would leave behind at this moment: the bytes of the files, nothing of the memory.</summary>
    public Inbox OpenAfterCrash(int capacity = 1000, RevisionClock? clock = null)
    {
        var copy = Directory.CreateDirectory(Path.Combine(_directory.Path, $"crash-{_opened.Count}")).FullName;
        foreach (var suffix in new[] { "", "-wal" })
        {
            File.Copy(Database + suffix, Path.Combine(copy, InboxFile.Name + suffix));
        }

        return Open(copy, capacity, clock: clock);
    }

    /// <summary>Runs a statement on the database from outside.</summary>
    public void Execute(string sql)
    {
        using var connection = Connect();
        connection.Execute(sql);
    }

    /// <summary>Keeps the inbox from writing until it is disposed.</summary>
    public SqliteConnection Lock()
    {
        var connection = Connect();
        connection.Execute("BEGIN IMMEDIATE");
        return connection;
    }

    /// <summary>Begins the stop of the process.</summary>
    public void Stop() => _process.StopApplication();

    public async Task CloseAsync()
    {
        foreach (var inbox in _opened)
        {
            await inbox.DisposeAsync();
        }

        _opened.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _directory.Dispose();
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        return connection;
    }

    private Inbox Open(string directory, int capacity, TimeProvider? time = null, RevisionClock? clock = null)
    {
        var inbox = new Inbox(
            Options.Create(new StorageOptions { Directory = directory }), Options.Create(new InboxOptions { Capacity = capacity }),
            clock ?? new RevisionClock(TimeProvider.System), time ?? TimeProvider.System, _process);
        _opened.Add(inbox);
        _last = directory;
        return inbox;
    }
}
