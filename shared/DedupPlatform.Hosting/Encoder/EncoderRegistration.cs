using DedupPlatform.Encoding;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPlatform.Hosting;

/// <summary>The encoders of a process: model, backend and queue.</summary>
public static class EncoderRegistration
{
    /// <summary>Adds <see cref="Models"/> alone, for a process that names models and never encodes.</summary>
    public static IServiceCollection AddModels(this IServiceCollection services) =>
        services.AddConfiguredOptions<EncoderOptions>("Encoder").AddSingleton<Models>();

    /// <summary>Adds <see cref="Encoders"/> as section <c>Encoder</c> configures them, their canary, and <see cref="DuplicateThresholds"/>.</summary>
    public static IServiceCollection AddEncoders(this IServiceCollection services)
    {
        services.AddModels();
        services.AddConfiguredOptions<DuplicateOptions>("Duplicates");
        services.AddSingleton<Encoders>();
        services.AddSingleton<DuplicateThresholds>();
        services.AddHealthChecks().AddCheck<EncoderCanary>("encoder");
        return services;
    }
}
