using System.Net;
using System.Net.Sockets;
using DedupPlatform.Contracts;
using DedupPlatform.Encoding.Tests;
using DedupPlatform.Ingestion;
using DedupPlatform.VectorIndex;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DedupPlatform.Standalone.Tests;

public sealed class StartTests
{
    [Fact]
    public async Task A_second_start_goes_on_with_what_is_there()
    {
        using var data = new TemporaryDirectory();
        using (var first = await StandaloneProcess.StartAsync(data.Path))
        {
            await first.Http.AskAsync(new { id = "1", title = "How do I remove rust from a pan?" });
            await first.Http.WorkedOffAsync();
        }

        using var second = await StandaloneProcess.StartAsync(data.Path);

        second.Output.ShouldContain("is ready");
        second.Output.ShouldContain("1 questions");
        (await second.Http.CandidateIdsAsync(new { title = "How do I remove rust from a pan?" })).ShouldBe(["1"]);
    }

    [Fact]
    public async Task After_the_clock_was_set_back_and_a_restart_an_edit_still_counts()
    {
        using var data = new TemporaryDirectory();
        var ahead = Revisions.At(DateTimeOffset.UtcNow.AddHours(2));
        using (var first = await StandaloneProcess.StartAsync(data.Path))
        {
            await first.Http.AskAsync(new { id = "1", title = "How do I remove rust from a pan?", revision = ahead });
            await first.Http.WorkedOffAsync();
        }

        // As a process would have left it whose clock was two hours ahead.
        using (var inbox = new SqliteConnection($"Data Source={Path.Combine(data.Path, "inbox.db")};Pooling=False"))
        {
            inbox.Open();
            using var command = inbox.CreateCommand();
            command.CommandText = $"INSERT OR REPLACE INTO clock VALUES (1, {ahead})";
            command.ExecuteNonQuery();
        }

        using var second = await StandaloneProcess.StartAsync(data.Path);
        await second.Http.AskAsync(new { id = "1", title = "Which knife is best for bread?" });
        await second.Http.WorkedOffAsync();

        (await second.Http.CandidateIdsAsync(new { title = "Which knife is best for bread?" })).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_process_that_cannot_greet_goes_on()
    {
        await using var standalone = new BreakableStandalone();
        standalone.Generations.BeforeNext(nameof(IVectorIndex.CountAsync), number: 1, BreakableReindex.Unavailable);
        await standalone.AnswersAsync();

        var greeting = standalone.Services.GetServices<IHostedService>().OfType<BackgroundService>().Single(service => service.GetType().Name == "Greeting");

        await Until.DoneAsync(greeting.ExecuteTask!);
        standalone.Generations.Unmet.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_process_that_listens_on_every_address_greets_with_one_that_can_be_called()
    {
        using var data = new TemporaryDirectory();
        var port = ServiceProcess.FreePort();
        using var process = await StandaloneProcess.StartAsync(data.Path, "--Urls", $"http://+:{port}", "--Access:Key", "0123456789abcdef");

        process.Output.ShouldContain($"curl -s http://localhost:{port}/v1/duplicates/check");
    }

    [Fact]
    public async Task A_process_leaves_nothing_in_the_home_of_its_user()
    {
        using var data = new TemporaryDirectory();
        using var home = new TemporaryDirectory();
        using var process = await StandaloneProcess.StartAtHomeAsync(data.Path, home.Path);
        await process.Http.CheckAsync(new { title = "Who hears of this?" });
        await process.StopAsync();

        // ONNX Runtime keeps there what it is going to tell its maker.
        Directory.GetFileSystemEntries(home.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_accepted_under_a_higher_limit_is_done_under_a_lower_one()
    {
        await using var standalone = new BreakableStandalone { Settings = [("Limits:TitleCharacters", "10"), ("Limits:IdCharacters", "3")] };
        await standalone.AnswersAsync();
        var inbox = standalone.Services.GetRequiredService<IQuestionIntake>();
        IndexQuestion[] questions = [new() { Id = "kept", Title = "How do I remove rust?", Revision = 1 }, new() { Id = "gone", Title = "Why?", Revision = 1 }];

        await inbox.AcceptAsync(questions, Lane.Live, TestContext.Current.CancellationToken);
        await inbox.AcceptAsync(new RemoveQuestion { Id = "gone", Revision = 2 }, TestContext.Current.CancellationToken);
        await standalone.Http.WorkedOffAsync();

        (await standalone.Http.ReadyAsync()).GetProperty("failed").GetInt64().ShouldBe(0);
        (await standalone.Http.ReadyAsync()).GetProperty("questions").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task Another_model_waits_for_a_reindex_and_the_start_says_so()
    {
        using var data = new TemporaryDirectory();
        using (await StandaloneProcess.StartAsync(data.Path))
        {
        }

        var fast = Path.Combine(Path.GetDirectoryName(Repository.DefaultModel)!, "fast");
        using var second = await StandaloneProcess.StartAsync(data.Path, "--Encoder:Model", fast);

        second.Output.ShouldMatch("model +default-[0-9a-f]{8}, .*dedup reindex changes it to fast-[0-9a-f]{8}");
    }

    [Fact]
    public async Task A_second_process_on_the_same_data_is_refused()
    {
        using var data = new TemporaryDirectory();
        using var first = await StandaloneProcess.StartAsync(data.Path);

        var (exitCode, output) = await StandaloneProcess.RunToExitAsync(data.Path);

        exitCode.ShouldBe(1);
        output.ShouldContain(data.Path);
        output.ShouldContain("another process");
        output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var data = new TemporaryDirectory();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (exitCode, output) = await StandaloneProcess.RunToExitAsync(data.Path, "--Urls", $"http://127.0.0.1:{port}");

        exitCode.ShouldBe(1);
        output.ShouldContain($"127.0.0.1:{port}");
        output.ShouldContain("already in use");
        output.ShouldNotContain("crit:");
    }

    [Theory]
    [InlineData("--Encoder:Threads", "1000", "Encoder:Threads is '1000'")]
    [InlineData("--Encoder:Threads", "many", "Encoder:Threads")]
    [InlineData("--Encoder:Device", "gpu", "Encoder:Device is 'gpu'")]
    [InlineData("--Encoder:Backend", "tensorflow", "Encoder:Backend is 'tensorflow'")]
    [InlineData("--Encoder:Backend", "torch", "-p:Torch=cpu")]
    [InlineData("--Encoder:Backend", "", "It must be 'auto', 'onnx' or 'torch'")]
    [InlineData("--Encoder:Device", "", "It must be 'auto', 'cpu' or 'cuda:N'")]
    [InlineData("--Encoder:Treads", "2", "Treads")]
    [InlineData("--Duplicates:Threshold", "1.5", "Duplicates:Threshold is '1.5'")]
    [InlineData("--Duplicates:Sites:cooking", "-1", "cooking")]
    [InlineData("--Encoder:Model", "no/such/model", "no/such/model")]
    [InlineData("--Access:Key", "hush", "Access:Key cannot be used. It must have 16 to 256")]
    [InlineData("--Access:Key", "", "Access:Key cannot be used. It must have 16 to 256")]
    [InlineData("--Access:Origins", "forum.example", "Access:Origins is 'forum.example'")]
    [InlineData("--Access:Origins", "https://forum.example https://*.forum.example", "each in full: without a path, and without * for a part of the name")]
    [InlineData("--Access:Origins", "https://forum.example:99999", "Access:Origins is 'https://forum.example:99999'")]
    [InlineData("--Urls", "http://127.0.0.1:", "Urls is 'http://127.0.0.1:'")]
    [InlineData("--Urls", "http://127.0.0.1:80a", "Urls is 'http://127.0.0.1:80a'")]
    [InlineData("--Urls", "http://127.0.0.1:99999", "Urls is 'http://127.0.0.1:99999'")]
    [InlineData("--Urls", "http://127.0.0.1:0;localhost:9000", "Urls is 'localhost:9000'")]
    [InlineData("--Urls", "http://192.0.2.1:0", "Urls is 'http://192.0.2.1:0', where this process cannot listen")]
    [InlineData("--Urls", "http://localhost:0", "Urls is 'http://localhost:0', where this process cannot listen")]
    [InlineData("--Logging:LogLevel:Default", "Verbose", "Verbose")]
    public async Task A_wrong_option_stops_the_start_and_is_named(string option, string value, string named)
    {
        using var data = new TemporaryDirectory();

        var (exitCode, output) = await StandaloneProcess.RunToExitAsync(data.Path, option, value);

        exitCode.ShouldBe(1);
        output.ShouldContain("Cannot start:");
        output.ShouldContain(named);
        output.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://[::1]:8080;https://localhost")]
    [InlineData("http://*:80")]
    [InlineData("http://unix:/tmp/dedup.sock")]
    public async Task An_address_that_Kestrel_takes_is_taken(string urls)
    {
        using var data = new TemporaryDirectory();

        var (exitCode, _) = await StandaloneProcess.RunToExitAsync(data.Path, "--validate", "--Urls", urls);

        exitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("index.db")]
    [InlineData("inbox.db")]
    [InlineData("generation.json")]
    public async Task A_corrupt_file_stops_the_start_and_is_named(string file)
    {
        using var data = new TemporaryDirectory();
        using (await StandaloneProcess.StartAsync(data.Path))
        {
        }

        var path = Directory.GetFiles(data.Path, file, SearchOption.AllDirectories).ShouldHaveSingleItem();
        Array.ForEach(Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "-*"), File.Delete);
        await File.WriteAllTextAsync(path, new string('x', 8192));

        var (exitCode, output) = await StandaloneProcess.RunToExitAsync(data.Path);

        exitCode.ShouldBe(1);
        // Of an index the whole folder is restored, so that is what is named.
        output.ShouldContain($"{(file == "index.db" ? Path.GetDirectoryName(path) : path)}");
        output.ShouldNotContain("warn:");
        output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_model_whose_weights_are_damaged_stops_the_start_and_is_named()
    {
        using var data = new TemporaryDirectory();
        new TinyBert().Write(data["model"]);
        SafeTensorsFile.Damage(Path.Combine(data["model"], "model.safetensors"), 0);

        var (exitCode, output) = await StandaloneProcess.RunToExitAsync(data.Path, "--Encoder:Model", data["model"]);

        exitCode.ShouldBe(1);
        output.ShouldContain($"Cannot start: {Path.Combine(data["model"], "model.safetensors")}");
        output.ShouldNotContain("   at ");
    }
}
