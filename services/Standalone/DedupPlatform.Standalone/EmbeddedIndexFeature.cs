using System.Diagnostics.Metrics;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using DedupPlatform.VectorIndex.Embedded;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Standalone;

/// <summary>The index in this process: its files lie beneath <c>Storage:Directory</c>.</summary>
internal static class EmbeddedIndexFeature
{
    public static IServiceCollection AddEmbeddedIndex(this IServiceCollection services)
    {
        services.AddConfiguredOptions<EmbeddedIndexOptions>(EmbeddedIndexOptions.Section);
        return services.AddSingleton<IGenerations>(provider => new EmbeddedGenerations(
            Path.Combine(provider.GetRequiredService<IOptions<StorageOptions>>().Value.Directory, "index"),
            provider.GetRequiredService<IOptions<EmbeddedIndexOptions>>().Value,
            provider.GetRequiredService<ILogger<EmbeddedIndex>>(),
            provider.GetRequiredService<IMeterFactory>()));
    }
}
