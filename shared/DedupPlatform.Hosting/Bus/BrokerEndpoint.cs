using DedupPlatform.Contracts;
using DedupPlatform.VectorIndex;
using MassTransit;

namespace DedupPlatform.Hosting;

/// <summary>What the broker adds to an endpoint: the queue's arguments, what it reads, and how it meets faults.</summary>
internal static class BrokerEndpoint
{
    // Doubling up to a quarter of a minute, these waits add up to 20 minutes: the broker takes back what is not acknowledged within 30.
    private const int Attempts = 85;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    public static void Configure(IRabbitMqReceiveEndpointConfigurator endpoint, QuestionMessages messages)
    {
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
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<IndexUnavailableException>();
            retry.Exponential(Attempts, FirstWait, LongestWait, FirstWait);
        });
    }
}
