using System.Text.Json;
using System.Text.Json.Serialization;
using DedupPlatform.Contracts;

namespace DedupPlatform.Cli.Client;

/// <summary>Problem details (RFC 9457) in plain words, with a line for every fault; or what a server that is not ready lacks.</summary>
internal sealed record Problem(
    string? Title = null, string? Detail = null, IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors = null,
    [property: JsonPropertyName("faults")] IReadOnlyDictionary<string, string?>? FailingChecks = null)
{
    public static string Describe(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, WireJson.Default.Problem)?.ToString() ?? "";
        }
        catch (JsonException)
        {
            // Not this API's own answer: a proxy's page, or another program.
            return "";
        }
    }

    public override string ToString() => Errors is { Count: > 0 }
        ? string.Join("\n  ", Errors.SelectMany(field => field.Value.Select(fault => $"{Name(field.Key)}: {fault}")).Prepend(Title))
        : string.Join(' ', new[] { Title, Detail }.Concat(FailingChecks?.Values ?? []).Where(part => !string.IsNullOrWhiteSpace(part)));

    private static string Name(string field) => field == Faults.Whole ? "request" : field;
}
