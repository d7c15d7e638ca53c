using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DedupPlatform.Hosting;

/// <summary>What every host has: telemetry, health, problem details and the API's description.</summary>
public static class HostingDefaults
{
    /// <summary>How long a process may take to end once it is told to: to finish what it has at hand, and to hand over its telemetry.</summary>
    public static readonly TimeSpan StopWithin = TimeSpan.FromMinutes(1);

    /// <summary>
    /// What a host is built from: configuration from the <c>appsettings.json</c> beside the program, the environment and
    /// <paramref name="args"/>, in rising precedence, and the services behind <see cref="MapHostingDefaults"/>.
    /// </summary>
    public static WebApplicationBuilder CreateHost(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = [.. args.Where(argument => argument != ConfigurationCheck.Argument)], ContentRootPath = AppContext.BaseDirectory });
        builder.AddTelemetry();
        builder.Services.AddConfiguredOptions<StorageOptions>("Storage");
        builder.Services.AddHealth();
        builder.Services.AddProblems();
        builder.Services.AddAccess();
        builder.Services.AddOpenApi("v1");
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopWithin);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        return builder;
    }

    /// <summary>Maps <c>/health/startup</c>, <c>/health/live</c>, <c>/health/ready</c>, <c>/metrics</c> and <c>/openapi/v1.json</c>, turns faults into problem details, and lets in whom <see cref="AccessOptions"/> let in.</summary>
    public static WebApplication MapHostingDefaults(this WebApplication app)
    {
        app.StartTelemetry();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAccess();
        app.MapHealth();
        app.MapOpenApi("/openapi/{documentName}.json");
        return app;
    }

    /// <summary>Runs a host until it is told to end. One that cannot start ends its background services without a word.</summary>
    /// <exception cref="Exception">Whatever kept it from starting.</exception>
    public static async Task RunHostAsync(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        await using var disposed = app;
        try
        {
            await app.StartAsync();
        }
        catch
        {
            // Told nothing, background services take their end for a fault, and say so louder than the fault itself.
            app.Lifetime.StopApplication();
            throw;
        }

        await app.WaitForShutdownAsync();
    }
}
