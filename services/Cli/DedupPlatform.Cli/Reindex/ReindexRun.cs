using DedupPlatform.Cli.Client;

namespace DedupPlatform.Cli.Reindex;

/// <summary>Starts a reindex, follows it, and changes its course.</summary>
internal sealed class ReindexRun(DedupClient client, Retry retry, Terminal terminal)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(0.5);

    public async Task<string> StartAsync(string? model, CancellationToken cancellationToken)
    {
        // Not retried: a start whose answer was lost may have taken effect.
        var started = await client.StartReindexAsync(new ReindexStart(model), cancellationToken);
        terminal.Say($"Reindex {started.JobId} is under way.");
        return started.JobId;
    }

    public async Task<int> TellAsync(string job, CancellationToken cancellationToken)
    {
        terminal.Print(Describe(await FindAsync(job, cancellationToken)));
        return ExitCode.Done;
    }

    public async Task<int> WatchAsync(string job, CancellationToken cancellationToken)
    {
        try
        {
            return await FollowAsync(job, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            terminal.Say($"Reindex {job} goes on; --job {job} --watch follows it again, --job {job} --then cancel ends it.");
            throw;
        }
    }

    public async Task<int> ChangeAsync(string job, string change, CancellationToken cancellationToken)
    {
        await client.ChangeReindexAsync(job, change, cancellationToken);
        terminal.Print($"Reindex {job}: {change} is done.");
        return ExitCode.Done;
    }

    private async Task<int> FollowAsync(string job, CancellationToken cancellationToken)
    {
        var status = await FindAsync(job, cancellationToken);
        if (status is { IsUnderWay: true, Total: 0 })
        {
            terminal.Say($"{Describe(status)}; it waits for a worker to count the questions");
        }

        while (status is { IsUnderWay: true, Total: 0 })
        {
            // The questions are counted only when every process knows of the reindex.
            await Task.Delay(BetweenLooks, terminal.Time, cancellationToken);
            status = await FindAsync(job, cancellationToken);
        }

        string? told = null;
        await terminal.ShowProgressAsync(status.Total, async report =>
        {
            for (; status.IsUnderWay; status = await FindAsync(job, cancellationToken))
            {
                if (status.Reason is { } reason && reason != told)
                {
                    terminal.Say(reason);
                }

                told = status.Reason;
                report(status.Done + status.Failed, Progress(status), status.Total);
                await Task.Delay(BetweenLooks, terminal.Time, cancellationToken);
            }
        });
        terminal.Print(Describe(status));
        return status.State == "completed" ? ExitCode.Done : ExitCode.Failed;
    }

    private Task<ReindexStatus> FindAsync(string job, CancellationToken cancellationToken) =>
        retry.RunAsync(token => client.FindReindexAsync(job, token), cancellationToken);

    private static string Describe(ReindexStatus status)
    {
        var words = $"{status.JobId}: {Progress(status)}";
        words += status.Eta is { } eta ? $", {Words.Duration(TimeSpan.FromSeconds(eta))} left" : "";
        return status.Reason is { } reason ? $"{words}. {reason}" : words;
    }

    /// <summary>How far it has come, short enough for a line that also shows a bar and the time left.</summary>
    private static string Progress(ReindexStatus status)
    {
        var words = $"{status.State}, {status.Done:N0} of {status.Total:N0} questions";
        words += status.Failed > 0 ? $", {status.Failed:N0} failed" : "";
        return words + (status.Rate is { } rate ? $", {rate:N0}/s" : "");
    }
}
