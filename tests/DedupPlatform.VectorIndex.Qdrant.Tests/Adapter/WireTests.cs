using DedupPlatform.VectorIndex.Qdrant.Wire;
using Google.Protobuf.Reflection;
using FieldType = Google.Protobuf.Reflection.FieldType;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Adapter;

/// <summary>Our protos against a table of the server's, so that a slip in one of them does not pass unseen by both ends.</summary>
public sealed class WireTests
{
    private static readonly FileDescriptor[] Files = [CommonReflection.Descriptor, CollectionsReflection.Descriptor, PointsReflection.Descriptor, QdrantReflection.Descriptor];

    private static readonly Dictionary<string, string[]> Server = Read();

    public static TheoryData<string> Messages => [.. Files.SelectMany(file => file.MessageTypes).Where(message => message.Fields.InDeclarationOrder().Count > 0).Select(message => message.Name)];

    public static TheoryData<string> Enums => [.. Files.SelectMany(file => file.EnumTypes).Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_has_the_servers_fields(string name)
    {
        var message = Files.SelectMany(file => file.MessageTypes).Single(message => message.Name == name);

        message.Fields.InDeclarationOrder().Select(Describe).ShouldBeSubsetOf(Server[name]);
    }

    [Theory]
    [MemberData(nameof(Enums))]
    public void An_enum_has_the_servers_values(string name)
    {
        var type = Files.SelectMany(file => file.EnumTypes).Single(type => type.Name == name);

        type.Values.Select(value => $"{value.Name}={value.Number}").ShouldBe(Server[name]);
    }

    [Fact]
    public void The_services_are_the_servers() =>
        Files.SelectMany(file => file.Services).SelectMany(service => service.Methods).Select(method => method.FullName).ShouldBe(
        [
            "qdrant.Collections.Get", "qdrant.Collections.List", "qdrant.Collections.Create", "qdrant.Collections.Update", "qdrant.Collections.Delete",
            "qdrant.Collections.UpdateAliases", "qdrant.Collections.ListAliases",
            "qdrant.Points.Upsert", "qdrant.Points.Get", "qdrant.Points.CreateFieldIndex", "qdrant.Points.Scroll", "qdrant.Points.Query", "qdrant.Points.Facet", "qdrant.Points.Count",
            "qdrant.Qdrant.HealthCheck",
        ]);

    private static string Describe(FieldDescriptor field)
    {
        var type = field.IsMap ? $"map<string, {TypeName(field.MessageType.Fields.InDeclarationOrder()[1])}>"
            : (field.IsRepeated ? "repeated " : "") + TypeName(field);
        return field.RealContainingOneof is { } oneof ? $"{field.Name}={field.FieldNumber}:{type}<oneof {oneof.Name}>"
            : $"{field.Name}={field.FieldNumber}:{(field.ContainingOneof is null ? "" : "optional ")}{type}";
    }

    private static string TypeName(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => field.MessageType.Name,
        FieldType.Enum => field.EnumType.Name,
        var primitive => primitive.ToString().ToLowerInvariant(),
    };

    private static Dictionary<string, string[]> Read()
    {
        using var table = new StreamReader(typeof(WireTests).Assembly.GetManifestResourceStream("DedupPlatform.VectorIndex.Qdrant.Tests.FieldNumbers.txt")!);
        return table.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(": ", 2))
            .ToDictionary(parts => parts[0], parts => parts[1].Split("; "));
    }
}
