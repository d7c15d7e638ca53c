using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DedupPlatform.Hosting;

/// <summary>Patience with an index that is away.</summary>
public static class IndexPatienceExtensions
{
    /// <summary>Tries the messages of an endpoint again while the index is away, instead of setting them aside.</summary>
    public static void UseIndexPatience(this IReceiveEndpointConfigurator endpoint, IServiceProvider services) =>
        endpoint.UseFilter(new IndexPatience(services.GetRequiredService<IHostApplicationLifetime>(), services.GetRequiredService<TimeProvider>()));
}
