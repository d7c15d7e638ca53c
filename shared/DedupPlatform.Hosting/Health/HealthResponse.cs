using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DedupPlatform.Hosting;

/// <summary>
/// Writes a health report as one flat object: <c>{"status":"ready","model":"…","questions":12,…}</c>, or <c>not ready</c>; failing
/// checks are listed in <c>faults</c>.
/// </summary>
internal static class HealthResponse
{
    public static async Task WriteAsync(HttpContext context, HealthReport report, string state)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", report.Status == HealthStatus.Unhealthy ? $"not {state}" : state);

        // The bus's own check reports objects of its own; ours report texts and numbers.
        foreach (var (key, value) in report.Entries.Values.SelectMany(entry => entry.Data))
        {
            switch (value)
            {
                case string text:
                    json.WriteString(key, text);
                    break;
                case long number:
                    json.WriteNumber(key, number);
                    break;
            }
        }

        var faults = report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy).ToList();
        if (faults.Count > 0)
        {
            json.WriteStartObject("faults");
            faults.ForEach(fault => json.WriteString(fault.Key, fault.Value.Description ?? fault.Value.Exception?.Message));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
