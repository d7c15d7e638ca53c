using System.Net.Sockets;
using System.Text.Json.Serialization;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace DedupPlatform.Hosting;

/// <summary>What every host has: telemetry, health, access, problem details and the API's description.</summary>
public static class HostingDefaults
{
    /// <summary>
    /// How long a process may take to end once it is told to: to finish the work at hand and to send what is left of its telemetry.
    /// </summary>
    internal static readonly TimeSpan StopWithin = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Runs a host until it is told to end; with <c>--validate</c> among <paramref name="args"/>, only checks its configuration. If it
    /// cannot start, standard error says why.
    /// </summary>
    /// <param name="args">The arguments of the program.</param>
    /// <param name="add">Adds the host's own services.</param>
    /// <param name="map">Maps the host's own endpoints; one that has none needs none.</param>
    /// <returns>The exit code: 0, or 1 if it could not start or ends because one of its background services has failed.</returns>
    public static Task<int> RunAsync(string[] args, Action<IServiceCollection> add, Action<WebApplication>? map = null) => StartupFaults.GuardAsync(async () =>
    {
        var builder = CreateHost(args);
        add(builder.Services);
        if (builder.OnlyValidates(args))
        {
            return 0;
        }

        var app = builder.Build();
        app.MapHostingDefaults();
        map?.Invoke(app);
        return await app.RunHostAsync();
    });

    /// <summary>
    /// Creates the builder of a host: configuration from the <c>appsettings.json</c> beside the program, the environment and
    /// <paramref name="args"/>, in ascending precedence, and the services behind <see cref="MapHostingDefaults"/>.
    /// </summary>
    internal static WebApplicationBuilder CreateHost(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = CommandLine.Settings(args), ContentRootPath = AppContext.BaseDirectory });
        builder.AddTelemetry();
        builder.Services.AddConfiguredOptions<StorageOptions>(StorageOptions.Section);
        builder.Services.AddHealth();
        builder.Services.AddProblems();
        builder.Services.AddAccess();
        builder.Services.AddApiDescription();

        // By default a number may also come as text. The API refuses that, so its description must not allow it.
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopWithin);
        builder.Services.AddSingleton<LastCalls>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            var calls = kestrel.ApplicationServices.GetRequiredService<LastCalls>();
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection => calls.ServeAsync(connection, next)));
        });
        return builder;
    }

    /// <summary>
    /// Maps <c>/health/startup</c>, <c>/health/live</c>, <c>/health/ready</c>, <c>/metrics</c> and <c>/openapi/v1.json</c>, turns
    /// faults into problem details, and enforces <see cref="AccessOptions"/>.
    /// </summary>
    internal static WebApplication MapHostingDefaults(this WebApplication app)
    {
        app.StartTelemetry();
        app.UseProblems();
        app.UseAccess();
        app.MapHealth();
        app.MapApiDescription();
        return app;
    }

    /// <summary>
    /// Runs a host until it is told to end. If it cannot start, its background services are stopped first, so that they log no
    /// fault of their own.
    /// </summary>
    /// <returns>The exit code: 0, or 1 if it ends because one of its background services has failed; the log says why.</returns>
    /// <exception cref="Exception">Whatever kept it from starting.</exception>
    internal static async Task<int> RunHostAsync(this WebApplication app)
    {
        await using var disposed = app;

        // Looked at when the stop begins: what a service does once it is told to end is not why the process ends.
        var hasFailed = false;
        using var onStopping = app.Lifetime.ApplicationStopping.Register(() => hasFailed = HasFailed());
        try
        {
            await app.StartAsync();
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            SilenceBus();

            // Told to end before it had started.
            return HasFailed() ? 1 : 0;
        }
        catch (Exception fault)
        {
            // Unless they are told to stop, background services take their end for a fault, and log it more loudly than the actual one.
            SilenceBus();
            onStopping.Unregister();
            app.Lifetime.StopApplication();
            if (fault is SocketException or InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" })
            {
                throw new IOException($"{ListenAddresses.Describe(app.Configuration)}, where this process cannot listen: {fault.Message.TrimEnd('.')}.", fault);
            }

            throw;
        }

        await app.WaitForShutdownAsync();
        return hasFailed ? 1 : 0;

        // At its end, a bus that had not yet been started warns that it could not be stopped.
        static void SilenceBus() => LogContext.ConfigureCurrentLogContext(NullLoggerFactory.Instance);

        bool HasFailed() => app.Services.GetServices<IHostedService>().Any(service => service is BackgroundService { ExecuteTask.IsFaulted: true });
    }
}
