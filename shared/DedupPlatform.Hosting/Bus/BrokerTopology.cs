using DedupPlatform.Contracts;
using RabbitMQ.Client;

namespace DedupPlatform.Hosting;

/// <summary>
/// What must exist on the broker before anybody publishes: an exchange and a queue for each command, a queue for what failed, and
/// an exchange for each event. Every process declares all of it with every connection, so they can start in any order.
/// </summary>
internal static class BrokerTopology
{
    private static readonly string[] Queues =
        [QueueNames.IndexQuestions, QueueNames.IndexQuestionsBulk, QueueNames.RemoveQuestions, QueueNames.Reindex];

    private static readonly string[] Events =
        [ExchangeNames.QuestionIndexed, ExchangeNames.QuestionRemoved, ExchangeNames.DuplicatesDetected, ExchangeNames.ReindexCompleted];

    private static readonly Dictionary<string, object?> Quorum = new() { ["x-queue-type"] = "quorum" };

    // The rest of a larger import waits outside, before it fills the disks of all brokers and thereby stops the live lane:
    // docs/capacity.md.
    private const int MostOfAnImport = 5_000_000;

    public static string ErrorQueue(string queue) => $"{queue}_error";

    /// <summary>The arguments a queue is declared with, wherever it is declared; its error queue has only the first.</summary>
    public static Dictionary<string, object?> Arguments(string queue)
    {
        var arguments = new Dictionary<string, object?>(Quorum)
        {
            // A full queue refuses new messages; without this it would drop its oldest ones.
            ["x-overflow"] = "reject-publish",

            // A message that has come back this often may be crashing its consumers: it is set aside with those that failed, not dropped.
            ["x-delivery-limit"] = 20,
            ["x-dead-letter-exchange"] = "",
            ["x-dead-letter-routing-key"] = ErrorQueue(queue),
            ["x-dead-letter-strategy"] = "at-least-once",
        };
        switch (queue)
        {
            case QueueNames.Reindex:
                arguments["x-single-active-consumer"] = true;
                break;
            case QueueNames.IndexQuestionsBulk:
                arguments["x-max-length"] = MostOfAnImport;
                break;
        }

        return arguments;
    }

    /// <summary>The arguments that an error queue does not share with the queue it belongs to.</summary>
    public static IEnumerable<string> NotOfErrorQueues => Queues.SelectMany(queue => Arguments(queue).Keys).Distinct().Except(Quorum.Keys);

    public static async Task DeclareAsync(IChannel channel, CancellationToken cancellationToken = default)
    {
        foreach (var queue in Queues)
        {
            await DeclareAsync(channel, ErrorQueue(queue), Quorum, cancellationToken);
            await DeclareAsync(channel, queue, Arguments(queue), cancellationToken);
        }

        foreach (var name in Events)
        {
            await channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        }
    }

    private static async Task DeclareAsync(
        IChannel channel, string queue, Dictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        await channel.ExchangeDeclareAsync(queue, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken);
        await channel.QueueBindAsync(queue, exchange: queue, routingKey: "", cancellationToken: cancellationToken);
    }
}
