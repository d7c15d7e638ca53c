using System.Diagnostics.Metrics;
using DedupPlatform.Encoding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DedupPlatform.Hosting;

/// <summary>The encoders of a process: model, backend and queue.</summary>
public static class EncodersFeature
{
    /// <summary>Adds <see cref="Models"/> alone, for a process that names models and never encodes.</summary>
    public static IServiceCollection AddModels(this IServiceCollection services) =>
        services.AddConfiguredOptions<EncoderOptions>(EncoderOptions.Section).AddSingleton<Models>();

    /// <summary>Adds <see cref="Encoders"/> as section <c>Encoder</c> configures them, and their health check.</summary>
    public static IServiceCollection AddEncoders(this IServiceCollection services)
    {
        services.AddModels();
        services.TryAddSingleton<CreateBackend>(EncoderBackends.Create);
        services.AddSingleton(provider =>
        {
            GpuMetrics.Observe(provider.GetRequiredService<IMeterFactory>());
            return ActivatorUtilities.CreateInstance<Encoders>(provider);
        });
        return services.AddLiveCheck<EncoderCheck>("encoder");
    }
}
