using System.Diagnostics.Metrics;
using DedupPlatform.VectorIndex;
using DedupPlatform.VectorIndex.Qdrant;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting;

/// <summary>The index that processes share.</summary>
public static class QdrantIndexFeature
{
    /// <summary>Adds <see cref="IGenerations"/> on Qdrant as section <c>Qdrant</c> configures it, and the server's health check.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="away">The status of the host while Qdrant does not answer.</param>
    public static IServiceCollection AddQdrantIndex(this IServiceCollection services, HealthStatus away = HealthStatus.Unhealthy)
    {
        services.AddConfiguredOptions<QdrantOptions>(QdrantOptions.Section);
        services.AddSingleton(provider => new QdrantGenerations(
            provider.GetRequiredService<IOptions<QdrantOptions>>().Value,
            provider.GetRequiredService<ILogger<QdrantGenerations>>(),
            provider.GetRequiredService<IMeterFactory>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IGenerations>(provider => provider.GetRequiredService<QdrantGenerations>());
        services.AddSingleton(provider => new QdrantReadiness(
            provider.GetRequiredService<QdrantGenerations>(), provider.GetRequiredService<IOptions<QdrantOptions>>().Value));
        return services.AddReadyCheck<QdrantCheck>("qdrant", away);
    }
}
