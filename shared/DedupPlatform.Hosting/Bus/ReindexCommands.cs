using DedupPlatform.Contracts;
using DedupPlatform.VectorIndex;
using MassTransit;

namespace DedupPlatform.Hosting;

/// <summary>The commands that move a reindex forward.</summary>
public static class ReindexCommands
{
    /// <summary>Sends the command that resumes a job where it stands; sending it twice does no harm.</summary>
    public static async Task ResumeAsync(this ISendEndpointProvider bus, ReindexJob job, CancellationToken cancellationToken = default)
    {
        var queue = await bus.GetSendEndpoint(QueueAddress.Of(QueueNames.Reindex));
        await (job is { State: ReindexState.Running, Next: null }
            ? queue.Send(new StartReindex { JobId = job.JobId }, cancellationToken)
            : queue.Send(new ReindexPage { JobId = job.JobId, From = job.Next }, cancellationToken));
    }
}
