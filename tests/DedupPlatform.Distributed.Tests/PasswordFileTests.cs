using System.Net;
using System.Net.Http.Json;
using DedupPlatform.Distributed.Tests.Running;

namespace DedupPlatform.Distributed.Tests;

public sealed class PasswordFileTests(Platform platform) : IDisposable
{
    private readonly string _user = $"user-{Guid.NewGuid():N}", _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_password_that_lies_in_a_file_goes_before_one_that_is_given()
    {
        await WriteAsync("guest\n");

        using var ingestion = platform.StartIngestion("--RabbitMq:PasswordFile", _file, "--RabbitMq:Password", "wrong");

        await ingestion.ReadyAsync();
    }

    [Fact]
    public async Task Whoever_changes_the_password_of_a_user_writes_it_into_the_file_and_restarts_nothing()
    {
        await AddUserAsync("the first one");
        await WriteAsync("the first one");
        using var ingestion = platform.StartIngestion(Login());
        await ingestion.ReadyAsync();
        var before = await ConnectionsAsync();
        before.ShouldNotBeEmpty();

        await platform.Broker.ControlAsync("change_password", _user, "another one");
        await WriteAsync("another one");
        await DisconnectAsync();

        await Until.TrueAsync(async () => (await ConnectionsAsync()).Except(before).Any(), "it has connected again", () => ingestion.Output);
    }

    [Fact]
    public async Task Whoever_starts_with_the_wrong_password_works_once_it_is_right()
    {
        await platform.Queues.PurgeAsync();
        await AddUserAsync("right");
        await WriteAsync("wrong");
        using var worker = platform.StartWorker(Login());
        using var ingestion = platform.StartIngestion(Login());
        await FailAsync(worker);
        await FailAsync(ingestion);

        await WriteAsync("right");

        await WorkAsync(worker, ingestion);
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData(null)]
    public async Task Whoever_reconnects_with_the_wrong_password_or_none_works_once_it_is_right(string? meanwhile)
    {
        await platform.Queues.PurgeAsync();
        await AddUserAsync("right");
        await WriteAsync("right");
        using var worker = await platform.StartWorker(Login()).ReadyAsync();
        using var ingestion = await platform.StartIngestion(Login()).ReadyAsync();
        await platform.Queues.ConsumedAsync(() => worker.Output);

        File.Delete(_file);
        await (meanwhile is null ? Task.CompletedTask : WriteAsync(meanwhile));
        await DisconnectAsync();
        await FailAsync(worker);
        await ingestion.AliveUntilAsync(async () => await ingestion.ReadinessAsync() == HttpStatusCode.ServiceUnavailable, "its publisher is not let in");
        await WriteAsync("right");

        await WorkAsync(worker, ingestion);
    }

    private async Task AddUserAsync(string password)
    {
        await platform.Broker.ControlAsync("add_user", _user, password);
        await platform.Broker.ControlAsync("set_permissions", _user, ".*", ".*", ".*");
    }

    private Task WriteAsync(string password) => File.WriteAllTextAsync(_file, password, TestContext.Current.CancellationToken);

    private string[] Login() => ["--RabbitMq:Username", _user, "--RabbitMq:PasswordFile", _file, "--Logging:LogLevel:MassTransit", "Information"];

    private async Task DisconnectAsync() => await platform.Broker.ControlAsync("close_all_user_connections", _user, "The password has changed.");

    /// <summary>Waits until the bus has failed to connect.</summary>
    private static Task FailAsync(ServiceProcess service) => service.AliveUntilAsync(
        () => Task.FromResult(service.Output.Contains("The queues cannot be declared", StringComparison.Ordinal)), "its bus cannot connect");

    private async Task WorkAsync(ServiceProcess worker, ServiceProcess ingestion)
    {
        await worker.ReadyAsync();
        await ingestion.ReadyAsync();
        await platform.Queues.ConsumedAsync(() => worker.Output);
        using var answer = await ingestion.Http.PostAsJsonAsync("/v1/questions", new { site = _user, id = "1", title = "Who is there?" });
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await platform.IndexedAsync(_user, 1);
    }

    private async Task<IReadOnlyList<string>> ConnectionsAsync() =>
        [.. (await platform.Broker.ControlAsync("list_connections", "user", "name")).Split('\n')
            .Where(line => line.StartsWith(_user + "\t", StringComparison.Ordinal))];
}
