namespace DedupPlatform.Hosting.Tests;

/// <summary>Where a setting may be given, and which of several counts.</summary>
public sealed class ConfigurationSourcesTests : IDisposable
{
    // Of nobody else in this process: the environment belongs to all tests.
    private const string Section = "ConfigurationSourcesTests";

    private readonly string _settings = Path.Combine(AppContext.BaseDirectory, $"appsettings.{Section}.json");

    public void Dispose()
    {
        File.Delete(_settings);
        Environment.SetEnvironmentVariable($"{Section}__Everywhere", null);
        Environment.SetEnvironmentVariable($"{Section}__Environment", null);
    }

    [Fact]
    public async Task The_command_line_counts_before_the_environment_and_that_before_the_file_beside_the_program()
    {
        await File.WriteAllTextAsync(
            _settings, $$"""{"{{Section}}":{"Everywhere":"file","Environment":"file","File":"file"} }""", TestContext.Current.CancellationToken);
        Environment.SetEnvironmentVariable($"{Section}__Everywhere", "environment");
        Environment.SetEnvironmentVariable($"{Section}__Environment", "environment");

        var settings = HostingDefaults.CreateHost([$"--environment={Section}", $"--{Section}:Everywhere", "command line"]).Configuration.GetSection(Section);

        (settings["Everywhere"], settings["Environment"], settings["File"]).ShouldBe(("command line", "environment", "file"));
    }
}
