using System.Text.Json;

namespace DedupPlatform.Cli.Server;

/// <summary>Problem details (RFC 9457) as one line for a person.</summary>
internal sealed record Problem(string? Title, string? Detail, IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors)
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

    public override string ToString()
    {
        var faults = Errors?.SelectMany(field => field.Value.Select(fault => field.Key.Length == 0 ? fault : $"{field.Key}: {fault}"));
        var parts = faults is null || !faults.Any() ? [Detail ?? Title] : faults.Prepend(Detail);
        return string.Join(' ', parts.Where(part => !string.IsNullOrWhiteSpace(part)));
    }
}
