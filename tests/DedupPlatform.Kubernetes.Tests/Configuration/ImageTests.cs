using System.Text.RegularExpressions;
using DedupPlatform.Kubernetes.Tests.Running;

namespace DedupPlatform.Kubernetes.Tests.Configuration;

/// <summary>What starts a host for good, an image or a unit of systemd, sets what the host takes.</summary>
public sealed partial class ImageTests
{
    private const string Standalone = "services/Standalone/DedupPlatform.Standalone";

    public static TheoryData<string> Hosts => [.. Host.Names];

    public static TheoryData<string> Images =>
        [.. Directory.GetFiles(Repository.File("services"), "Dockerfile", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file))];

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task An_image_builds_and_starts_its_host_as_nobody_special_with_settings_that_it_takes(string host)
    {
        var project = Path.GetDirectoryName(Directory.GetFiles(Path.Combine(Repository.Root, "services"), $"DedupPlatform.{host}.csproj", SearchOption.AllDirectories).Single())!;
        var image = await File.ReadAllTextAsync(Path.Combine(project, "Dockerfile"), TestContext.Current.CancellationToken);

        image.ShouldContain($"dotnet publish {Path.GetRelativePath(Repository.Root, project)} -c Release -o /app");
        image.ShouldContain($"ENTRYPOINT [\"/app/DedupPlatform.{host}\"]");
        image.ShouldContain("USER $APP_UID");
        await ShouldTakeAsync(host, Setting().Matches(image));
    }

    [Theory]
    [MemberData(nameof(Images))]
    public void What_an_image_holds_can_be_read_by_its_account_whatever_umask_the_checkout_was_made_with(string image)
    {
        var final = Repository.Text(image).Split("\nFROM ")[^1];

        final.Split('\n').Where(line => line.StartsWith("COPY ", StringComparison.Ordinal))
            .ShouldAllBe(line => line.Contains(" --chmod=755 ", StringComparison.Ordinal) || line.Contains(" --chown=$APP_UID ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_unit_of_systemd_keeps_its_data_where_it_may_write_and_sets_what_Standalone_takes()
    {
        var unit = Repository.Text($"{Standalone}/dedup.service");
        var settings = Setting().Matches(unit);

        settings.ShouldContain(setting => setting.Value == "Storage__Directory=/var/lib/dedup");
        unit.ShouldContain("StateDirectory=dedup\n");
        Repository.Text("README.md").ShouldContain($"{Standalone}/dedup.service");
        await ShouldTakeAsync("Standalone", settings);
    }

    private static async Task ShouldTakeAsync(string host, IEnumerable<Match> settings)
    {
        var environment = settings.Select(setting => KeyValuePair.Create(setting.Groups["key"].Value, setting.Groups["value"].Value)).ToList();

        environment.Select(setting => setting.Key).ShouldContain("Urls");
        var validation = await Host.ValidateAsync(host, environment: environment);
        validation.ExitCode.ShouldBe(0, validation.Errors);
    }

    // The options; what the runtime or a driver reads is in capitals.
    [GeneratedRegex(@"(?<key>(Urls|[A-Z][a-z]+__[A-Za-z]+))=(?<value>\S+)")]
    private static partial Regex Setting();
}
