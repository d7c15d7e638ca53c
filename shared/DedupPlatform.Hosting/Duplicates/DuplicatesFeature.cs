using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DedupPlatform.Hosting;

/// <summary>What a process needs to tell which stored questions are duplicates.</summary>
public static class DuplicatesFeature
{
    /// <summary>Adds <see cref="DuplicateThresholds"/> as section <c>Duplicates</c> configures them; several features may call this.</summary>
    public static IServiceCollection AddDuplicateThresholds(this IServiceCollection services)
    {
        services.AddConfiguredOptions<DuplicateOptions>(DuplicateOptions.Section);
        services.TryAddSingleton<DuplicateThresholds>();
        return services;
    }
}
