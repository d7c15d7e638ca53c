using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace DedupPlatform.Standalone.Tests;

/// <summary>The steps of docs/runbooks.md, "Backup and restore".</summary>
public sealed partial class BackupTests
{
    [Fact]
    public async Task A_backup_of_a_running_process_holds_every_question_that_was_acknowledged_before_it_began()
    {
        using var data = new TemporaryDirectory();
        using var backup = new TemporaryDirectory();
        List<string> before;
        using (var process = await StandaloneProcess.StartAsync(data.Path))
        {
            before = [.. Enumerable.Range(0, 300).Select(i => $"before-{i}")];
            await process.Http.BulkAsync(string.Join('\n', before.Select((id, i) => JsonSerializer.Serialize(new { id, title = $"What is on page {i}?" }))));
            var during = new ConcurrentQueue<string>();
            using var asking = new CancellationTokenSource();
            var asked = KeepAskingAsync(process.Http, during, asking.Token);

            Copy("inbox.db", data.Path, backup.Path);
            var meanwhile = during.Count;
            await Until.TrueAsync(() => during.Count > meanwhile + 5, "questions keep coming");
            foreach (var folder in Directory.GetDirectories(Path.Combine(data.Path, "index")))
            {
                Copy(Path.Combine("index", Path.GetFileName(folder), "index.db"), data.Path, backup.Path);
            }

            await CopyTheRestAsync(data.Path, backup.Path);
            File.Exists(Path.Combine(backup.Path, "index", "live")).ShouldBeTrue();
            await asking.CancelAsync();
            await asked;
        }

        using var restored = await StandaloneProcess.StartAsync(backup.Path);
        await restored.Http.WorkedOffAsync();

        foreach (var id in before)
        {
            (await restored.Http.GetAsync($"/v1/questions/default/{id}")).StatusCode.ShouldBe(HttpStatusCode.OK, id);
        }

        (await restored.Http.CandidateIdsAsync(new { title = "What is on page 17?", threshold = 0.999 })).ShouldContain("before-17");
    }

    private static async Task KeepAskingAsync(HttpClient http, ConcurrentQueue<string> asked, CancellationToken end)
    {
        for (var i = 0; !end.IsCancellationRequested; i++)
        {
            (await http.AskAsync(new { id = $"during-{i}", title = $"What is on line {i}?" })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
            asked.Enqueue($"during-{i}");
        }
    }

    /// <summary>As <c>sqlite3 FILE ".timeout 10000" "VACUUM INTO 'COPY'"</c>.</summary>
    private static void Copy(string file, string from, string to)
    {
        var copy = Path.Combine(to, file);
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        using var connection = new SqliteConnection($"Data Source={Path.Combine(from, file)};Pooling=False;Default Timeout=10");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"VACUUM INTO '{copy}'";
        command.ExecuteNonQuery();
    }

    /// <summary>The runbook's own line.</summary>
    private static async Task CopyTheRestAsync(string from, string to)
    {
        var line = RestOfBackup().Match(Repository.Text("docs/runbooks.md")).Value.Replace("/backup", $"'{to}'", StringComparison.Ordinal);
        var start = ServiceProcess.StartInfo(["sh", "-c", line]);
        start.WorkingDirectory = from;
        using var copying = Process.Start(start)!;
        var said = await Until.DoneAsync(Task.WhenAll(copying.StandardOutput.ReadToEndAsync(), copying.StandardError.ReadToEndAsync()));
        await Until.DoneAsync(copying.WaitForExitAsync());
        copying.ExitCode.ShouldBe(0, string.Concat(said));
    }

    [GeneratedRegex("^find .* /backup$", RegexOptions.Multiline)]
    private static partial Regex RestOfBackup();
}
