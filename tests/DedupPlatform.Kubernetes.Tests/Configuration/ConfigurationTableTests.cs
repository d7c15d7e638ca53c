using DedupPlatform.Kubernetes.Tests.Running;

namespace DedupPlatform.Kubernetes.Tests.Configuration;

public sealed class ConfigurationTableTests
{
    private static readonly string Document = Path.Combine(Repository.Root, "docs", "configuration.md");

    /// <summary>With <c>CONFIGURATION=write</c>, as <c>make configuration</c> sets it, the document is written anew.</summary>
    [Fact]
    public async Task The_documented_options_are_those_of_the_code()
    {
        var hosts = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var host in Host.Names)
        {
            hosts[host] = await SectionsOfAsync(host);
        }

        hosts.Values.SelectMany(sections => sections).Distinct().Order(StringComparer.Ordinal).ShouldBe(ConfigurationTable.Sections.Keys);
        var table = ConfigurationTable.Write(hosts);
        if (Environment.GetEnvironmentVariable("CONFIGURATION") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Document)!);
            await File.WriteAllTextAsync(Document, table, TestContext.Current.CancellationToken);
        }

        (await File.ReadAllTextAsync(Document, TestContext.Current.CancellationToken)).ShouldBe(table, "Write it anew: make configuration");
    }

    private static async Task<string[]> SectionsOfAsync(string host)
    {
        var validation = await Host.ValidateAsync(host);
        validation.ExitCode.ShouldBe(0, validation.Errors);
        return validation.Output.Trim().Split("Sections: ")[1].Split(", ");
    }
}
