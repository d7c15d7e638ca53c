using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using MassTransit;

namespace DedupPlatform.Embedding;

internal static class LaneOfMessage
{
    /// <summary>The lane follows from the queue that the message came through, so no sender can promote itself.</summary>
    public static Lane Lane(this ConsumeContext context) =>
        QueueAddress.NameOf(context.ReceiveContext.InputAddress) == QueueNames.IndexQuestionsBulk ? Contracts.Lane.Bulk : Contracts.Lane.Live;
}
