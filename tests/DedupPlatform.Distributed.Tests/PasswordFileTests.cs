using DedupPlatform.Distributed.Tests.Running;

namespace DedupPlatform.Distributed.Tests;

public sealed class PasswordFileTests(Platform platform) : IDisposable
{
    private const string User = "dedup";

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_password_that_lies_in_a_file_goes_before_one_that_is_given()
    {
        await File.WriteAllTextAsync(_file, "guest\n", TestContext.Current.CancellationToken);

        using var ingestion = platform.StartIngestion("--RabbitMq:PasswordFile", _file, "--RabbitMq:Password", "wrong");

        await ingestion.ReadyAsync();
    }

    [Fact]
    public async Task Whoever_changes_the_password_of_a_user_writes_it_into_the_file_and_restarts_nothing()
    {
        await platform.Broker.ControlAsync("add_user", User, "the first one");
        await platform.Broker.ControlAsync("set_permissions", User, ".*", ".*", ".*");
        await File.WriteAllTextAsync(_file, "the first one", TestContext.Current.CancellationToken);
        using var ingestion = platform.StartIngestion("--RabbitMq:Username", User, "--RabbitMq:PasswordFile", _file);
        await ingestion.ReadyAsync();
        var before = await ConnectionsAsync();
        before.ShouldNotBeEmpty();

        await platform.Broker.ControlAsync("change_password", User, "another one");
        await File.WriteAllTextAsync(_file, "another one", TestContext.Current.CancellationToken);
        await platform.Broker.ControlAsync("close_all_user_connections", User, "The password has changed.");

        await Until.TrueAsync(async () => (await ConnectionsAsync()).Except(before).Any(), "it has connected again", () => ingestion.Output);
    }

    private async Task<IReadOnlyList<string>> ConnectionsAsync() =>
        [.. (await platform.Broker.ControlAsync("list_connections", "user", "name")).Split('\n')
            .Where(line => line.StartsWith(User + "\t", StringComparison.Ordinal))];
}
