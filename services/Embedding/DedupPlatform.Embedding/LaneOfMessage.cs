using DedupPlatform.Contracts;
using MassTransit;

namespace DedupPlatform.Embedding;

internal static class LaneOfMessage
{
    /// <summary>The lane follows from the queue that the message came through, so no sender can promote itself.</summary>
    public static Lane Lane(this ConsumeContext context) =>
        context.ReceiveContext.InputAddress.AbsolutePath.EndsWith(QueueNames.IndexQuestionsBulk, StringComparison.Ordinal)
            ? Contracts.Lane.Bulk
            : Contracts.Lane.Live;
}
