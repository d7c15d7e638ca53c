using MassTransit;

namespace DedupPlatform.Standalone;

/// <summary>Hands over what a message of a reindex failed with; the message itself is done with, for its job tells where to go on.</summary>
/// <param name="services">Has the resumption, which there is only when the bus is made.</param>
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
