using DedupPlatform.Contracts;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DedupPlatform.Hosting;

/// <summary>What the broker adds to an endpoint: the queue's arguments, what it reads, and how it meets faults.</summary>
internal static class BrokerEndpoint
{
    public static void Configure(IRabbitMqReceiveEndpointConfigurator endpoint, IServiceProvider services)
    {
        var (messages, time) = (services.GetRequiredService<QuestionMessages>(), services.GetRequiredService<TimeProvider>());
        endpoint.ConfigureChannel(channel => channel.UseFilter(new ChannelWatch(time)));

        var queue = endpoint.InputAddress.Segments[^1];
        foreach (var (name, value) in BrokerTopology.Arguments(queue))
        {
            endpoint.SetQueueArgument(name, value!);
        }

        switch (queue)
        {
            case QueueNames.IndexQuestions or QueueNames.IndexQuestionsBulk:
                endpoint.AddDeserializer(new PlainJson<IndexQuestion>(messages.ReadQuestion), isDefault: true);
                break;
            case QueueNames.RemoveQuestions:
                endpoint.AddDeserializer(new PlainJson<RemoveQuestion>(messages.ReadRemoval), isDefault: true);
                break;
        }

        // The error queue tells what failed; a fault event would carry the question's text to whoever listens.
        endpoint.PublishFaults = false;
        endpoint.UseFilter(new IndexPatience(services.GetRequiredService<IHostApplicationLifetime>(), time));
    }
}
