using System.Diagnostics;
using System.Text.Json;
using DedupPlatform.Contracts;

namespace DedupPlatform.Standalone;

/// <summary>A command as the inbox keeps it, with the trace it belongs to, in W3C format.</summary>
internal sealed record InboxMessage(Lane Lane, string Kind, string Site, string Id, long Revision, string Payload, string? Trace = null)
{
    public const string Index = "index";
    public const string Remove = "remove";

    public static InboxMessage Of(IndexQuestion question, Lane lane) => new(
        lane, Index, question.Site, question.Id, question.Revision!.Value, JsonSerializer.Serialize(question, CommandJson.Default.IndexQuestion), Activity.Current?.Id);

    public static InboxMessage Of(RemoveQuestion removal) => new(
        Lane.Live, Remove, removal.Site, removal.Id, removal.Revision!.Value, JsonSerializer.Serialize(removal, CommandJson.Default.RemoveQuestion), Activity.Current?.Id);

    public object Command() => Kind == Remove
        ? JsonSerializer.Deserialize(Payload, CommandJson.Default.RemoveQuestion)!
        : JsonSerializer.Deserialize(Payload, CommandJson.Default.IndexQuestion)!;
}
