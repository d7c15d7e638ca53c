using DedupPlatform.Contracts;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Hosting;

/// <summary>Configures an endpoint for the broker: its queue's arguments, the messages it reads, and how it handles faults.</summary>
internal static class BrokerEndpoint
{
    public static void Configure(IRabbitMqReceiveEndpointConfigurator endpoint, IServiceProvider services)
    {
        var messages = services.GetRequiredService<QuestionMessages>();
        var errors = services.GetRequiredService<ErrorMetrics>();
        endpoint.ConfigureChannel(channel => channel.UseFilter(new ChannelWatch(services.GetRequiredService<TimeProvider>())));

        var queue = QueueAddress.NameOf(endpoint.InputAddress);
        foreach (var (name, value) in BrokerTopology.Arguments(queue))
        {
            endpoint.SetQueueArgument(name, value!);
        }

        switch (queue)
        {
            case QueueNames.IndexQuestions or QueueNames.IndexQuestionsBulk:
                endpoint.AddDeserializer(new PlainJson<IndexQuestion>(messages.ReadQuestion, errors), isDefault: true);
                break;
            case QueueNames.RemoveQuestions:
                endpoint.AddDeserializer(new PlainJson<RemoveQuestion>(messages.ReadRemoval, errors), isDefault: true);
                break;
        }

        // The error queue holds what failed; a fault event would carry the question's text to every listener. This alone does not
        // stop faults that the sender asked for.
        endpoint.PublishFaults = false;
        endpoint.ConfigureReceive(receive => receive.UseFilter(new KnownHeaders()));
        endpoint.ConfigureError(error =>
        {
            error.UseFilter(new Requeue());
            error.UseFilter(new SetAsideLog(services.GetRequiredService<ILogger<SetAsideLog>>()));
        });
        endpoint.ConfigureDefaultErrorTransport();
        endpoint.UseFilter(new OutageRetry(services));
    }
}
