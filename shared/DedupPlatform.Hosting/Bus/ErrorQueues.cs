using MassTransit;

namespace DedupPlatform.Hosting;

/// <summary>One queue for all that a queue's consumers could not process: failed messages, and those of an unknown type.</summary>
internal sealed class ErrorQueues : IErrorQueueNameFormatter, IDeadLetterQueueNameFormatter
{
    public static void Configure(IRabbitMqSendTopologyConfigurator topology)
    {
        var names = new ErrorQueues();
        topology.ErrorQueueNameFormatter = names;
        topology.DeadLetterQueueNameFormatter = names;
        topology.ConfigureErrorSettings = KeepOnlyType;
        topology.ConfigureDeadLetterSettings = KeepOnlyType;
    }

    public string FormatErrorQueueName(string queueName) => BrokerTopology.ErrorQueue(queueName);

    public string FormatDeadLetterQueueName(string queueName) => BrokerTopology.ErrorQueue(queueName);

    // Error queues start with the arguments of the queue that they belong to.
    private static void KeepOnlyType(IRabbitMqQueueConfigurator queue)
    {
        foreach (var argument in BrokerTopology.NotOfErrorQueues)
        {
            queue.SetQueueArgument(argument, null!);
        }
    }
}
