using DedupPlatform.Encoding;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPlatform.Hosting;

/// <summary>The encoders of a process: model, backend and queue.</summary>
public static class EncoderRegistration
{
    /// <summary>Adds <see cref="Encoders"/> as section <c>Encoder</c> configures them, their canary, and <see cref="DuplicateThresholds"/>.</summary>
    public static IServiceCollection AddEncoders(this IServiceCollection services)
    {
        services.AddConfiguredOptions<EncoderOptions>("Encoder");
        services.AddConfiguredOptions<DuplicateOptions>("Duplicates");
        services.AddSingleton<Models>();
        services.AddSingleton<Encoders>();
        services.AddSingleton<DuplicateThresholds>();
        services.AddHealthChecks().AddCheck<EncoderCanary>("encoder");
        return services;
    }
}
