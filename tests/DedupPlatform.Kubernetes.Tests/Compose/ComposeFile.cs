using System.Text.RegularExpressions;
using DedupPlatform.Kubernetes.Tests.Running;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace DedupPlatform.Kubernetes.Tests.Compose;

/// <summary>docker-compose.yml as its engine reads it: merged, and with the defaults of what the environment leaves out.</summary>
internal static partial class ComposeFile
{
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<object, object>> Services { get; } = Read();

    public static IReadOnlyDictionary<object, object> Map(this IReadOnlyDictionary<object, object> map, string key) =>
        map.TryGetValue(key, out var value) && value is IReadOnlyDictionary<object, object> inner ? inner : new Dictionary<object, object>();

    public static Dictionary<string, string> Strings(this IReadOnlyDictionary<object, object> map) =>
        map.ToDictionary(pair => (string)pair.Key, pair => Substitution().Replace((string)pair.Value, "$1"));

    private static Dictionary<string, IReadOnlyDictionary<object, object>> Read()
    {
        var parser = new MergingParser(new Parser(new StringReader(Repository.Text("docker-compose.yml"))));
        var file = new Deserializer().Deserialize<Dictionary<string, object>>(parser);
        return ((IReadOnlyDictionary<object, object>)file["services"])
            .ToDictionary(service => (string)service.Key, service => (IReadOnlyDictionary<object, object>)service.Value);
    }

    [GeneratedRegex(@"\$\{\w+:-([^}]*)\}")]
    private static partial Regex Substitution();
}
