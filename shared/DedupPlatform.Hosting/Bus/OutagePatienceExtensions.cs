using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DedupPlatform.Hosting;

/// <summary>Patience with an unavailable index, and with an encoder whose backend fails.</summary>
public static class OutagePatienceExtensions
{
    /// <summary>
    /// Tries the messages of an endpoint again while the index is unavailable or the encoder fails, instead of setting them aside.
    /// </summary>
    public static void UseOutagePatience(this IReceiveEndpointConfigurator endpoint, IServiceProvider services) =>
        endpoint.UseFilter(new OutagePatience(services.GetRequiredService<IHostApplicationLifetime>(), services.GetRequiredService<TimeProvider>()));
}
