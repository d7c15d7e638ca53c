using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace DedupPlatform.Monitoring.Tests.Rules;

/// <summary>An alert or a recording rule of k8s/monitoring/rules.</summary>
public sealed class Rule
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build();

    public static string Folder { get; } = Path.Combine(Repository.Root, "k8s", "monitoring", "rules");

    public static IReadOnlyList<Rule> All { get; } = [.. Directory.GetFiles(Folder, "*.yaml").Order()
        .SelectMany(file => Yaml.Deserialize<RuleFile>(File.ReadAllText(file)).Groups).SelectMany(group => group.Rules)];

    public static IEnumerable<Rule> Alerts => All.Where(rule => rule.Alert is not null);

    public string? Alert { get; set; }

    public string? Record { get; set; }

    public string Expr { get; set; } = "";

    public string? For { get; set; }

    public Dictionary<string, string> Labels { get; set; } = [];

    public Dictionary<string, string> Annotations { get; set; } = [];

    public string Name => Alert ?? Record!;

    internal sealed class RuleFile
    {
        public List<RuleGroup> Groups { get; set; } = [];
    }

    internal sealed class RuleGroup
    {
        public string Name { get; set; } = "";

        public List<Rule> Rules { get; set; } = [];
    }
}
