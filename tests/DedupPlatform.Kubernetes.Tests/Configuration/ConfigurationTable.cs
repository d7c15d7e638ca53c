using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DedupPlatform.Contracts;
using DedupPlatform.Embedding;
using DedupPlatform.Encoding;
using DedupPlatform.Hosting;
using DedupPlatform.Standalone;
using DedupPlatform.VectorIndex.Embedded;
using DedupPlatform.VectorIndex.Qdrant;

namespace DedupPlatform.Kubernetes.Tests.Configuration;

/// <summary>docs/configuration.md, written from the options' classes, their attributes and their doc comments.</summary>
internal static partial class ConfigurationTable
{
    public static IReadOnlyDictionary<string, Type> Sections { get; } = new SortedDictionary<string, Type>(StringComparer.Ordinal)
    {
        [AccessOptions.Section] = typeof(AccessOptions),
        [DuplicateOptions.Section] = typeof(DuplicateOptions),
        [EncoderOptions.Section] = typeof(EncoderOptions),
        [InboxOptions.Section] = typeof(InboxOptions),
        [EmbeddedIndexOptions.Section] = typeof(EmbeddedIndexOptions),
        [QuestionLimits.Section] = typeof(QuestionLimits),
        [QdrantOptions.Section] = typeof(QdrantOptions),
        [RabbitMqOptions.Section] = typeof(RabbitMqOptions),
        [ReindexOptions.Section] = typeof(ReindexOptions),
        [StorageOptions.Section] = typeof(StorageOptions),
    };

    /// <param name="hosts">The sections that each host uses.</param>
    public static string Write(IReadOnlyDictionary<string, IReadOnlyList<string>> hosts)
    {
        var text = new StringBuilder("""
            # Configuration

            Written from the code by `make configuration`; a test fails where it differs.

            Every option can be given in `appsettings.json`, as an environment variable or on the command line (`--Encoder:Threads 2`);
            where several set it, the last of these counts. `--validate` makes any host check `Urls`, `OTEL_EXPORTER_OTLP_ENDPOINT` and the options in the tables
            below, say everything that is wrong with them, and end with exit code 0 or 1; it touches no broker, index or data.

            A time is written as hours:minutes:seconds, such as `00:00:10`; a number alone is refused, because it would be days.

            ```sh
            Encoder__Threads=2 dotnet artifacts/standalone/DedupPlatform.Standalone.dll --validate
            ```

            Beside these there are the standard ones: `Urls` (where to listen), `Logging:LogLevel:*`, and `OTEL_EXPORTER_OTLP_ENDPOINT`
            (where traces and metrics go as well).

            """).AppendLine();
        foreach (var (section, type) in Sections)
        {
            var users = hosts.Where(host => host.Value.Contains(section)).Select(host => host.Key);
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"## {section}").AppendLine()
                .AppendLine(CultureInfo.InvariantCulture, $"{Comment(type, "summary")} Used by {string.Join(", ", users)}.").AppendLine()
                .AppendLine("| option | default | range | environment variable | what it does |").AppendLine("| --- | --- | --- | --- | --- |");
            var defaults = Activator.CreateInstance(type, nonPublic: true)!;
            foreach (var option in Options(type))
            {
                var each = option.CanWrite ? "" : ":NAME";
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"| `{section}:{option.Name}{each}` | {Default(option, defaults)} | {Range(option)} | `{section}__{option.Name}{each.Replace(":", "__", StringComparison.Ordinal)}` | {Comment(option, "summary")} {Comment(option, "value")} |");
            }
        }

        return text.ToString();
    }

    /// <summary>The options of a section, in the order of the code.</summary>
    public static IEnumerable<PropertyInfo> Options(Type type) => type.GetProperties().OrderBy(property => property.MetadataToken);

    private static string Default(PropertyInfo option, object defaults) => option.GetValue(defaults) switch
    {
        null or IDictionary => "–",
        bool value => value ? "`true`" : "`false`",
        var value => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
    };

    private static string Range(PropertyInfo option)
    {
        var type = Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType;
        var range = option.GetCustomAttribute<RangeAttribute>();
        return option switch
        {
            _ when range is not null => string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}"),
            _ when option.GetCustomAttribute<RegularExpressionAttribute>() is { } pattern => string.Join(", ", pattern.Pattern.Split('|').Select(allowed => $"`{allowed}`")),
            _ when type.IsEnum => string.Join(", ", Enum.GetNames(type).Select(name => $"`{name}`")),
            _ when type == typeof(bool) => "`true`, `false`",
            _ when type == typeof(Uri) => "an address",
            _ when !option.CanWrite => "a number each, see right",
            _ => "text",
        };
    }

    private static string Comment(MemberInfo member, string element)
    {
        var type = member as Type ?? member.DeclaringType!;
        var id = member is Type ? $"T:{type.FullName}" : $"P:{type.FullName}.{member.Name}";
        var comments = XDocument.Load(Path.ChangeExtension(type.Assembly.Location, ".xml"));
        var comment = comments.Descendants("member").Single(entry => (string?)entry.Attribute("name") == id).Element(element);
        if (comment is null)
        {
            return "";
        }

        foreach (var code in comment.Descendants("c").Concat(comment.Descendants("see")).ToList())
        {
            code.ReplaceWith($"`{(code.Name == "c" ? code.Value : ((string)code.Attribute("cref")!).Split('.')[^1])}`");
        }

        return Whitespace().Replace(comment.Value, " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
