using MassTransit;

namespace DedupPlatform.Standalone;

/// <summary>Passes on what a message of a reindex failed with; the message itself is finished with, since its job records where to continue.</summary>
/// <param name="services">Provides the resumption, which exists only once the bus has been built.</param>
internal sealed class ReindexFilter(IServiceProvider services) : IFilter<ConsumeContext>
{
    private readonly IHostApplicationLifetime _process = services.GetRequiredService<IHostApplicationLifetime>();

    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        try
        {
            await next.Send(context);
        }
        catch (Exception exception) when (!_process.ApplicationStopping.IsCancellationRequested)
        {
            services.GetRequiredService<ReindexResumption>().Failed(exception);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("reindex");
}
