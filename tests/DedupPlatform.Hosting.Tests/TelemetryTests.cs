using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace DedupPlatform.Hosting.Tests;

public sealed class TelemetryTests
{
    [Fact]
    public async Task The_standard_variable_names_the_service()
    {
        await using var process = HostingDefaults.CreateHost(["--OTEL_SERVICE_NAME", "dedup-blue"]).Build();

        process.Services.GetRequiredService<TracerProvider>().GetResource().Attributes
            .ShouldContain(new KeyValuePair<string, object>("service.name", "dedup-blue"));
    }

    [Fact]
    public async Task Without_it_the_service_has_the_name_of_its_program()
    {
        var builder = HostingDefaults.CreateHost([]);
        await using var process = builder.Build();

        process.Services.GetRequiredService<TracerProvider>().GetResource().Attributes
            .ShouldContain(new KeyValuePair<string, object>("service.name", builder.Environment.ApplicationName));
    }
}
