using DedupPlatform.Distributed.Tests.Running;

namespace DedupPlatform.Distributed.Tests;

public sealed class PasswordFileTests(Platform platform) : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_password_that_lies_in_a_file_goes_before_one_that_is_given()
    {
        await File.WriteAllTextAsync(_file, "guest\n", TestContext.Current.CancellationToken);

        using var ingestion = platform.StartIngestion("--RabbitMq:PasswordFile", _file, "--RabbitMq:Password", "wrong");

        await ingestion.ReadyAsync();
    }
}
