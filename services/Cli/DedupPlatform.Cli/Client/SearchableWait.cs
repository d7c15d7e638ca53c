namespace DedupPlatform.Cli.Client;

/// <summary>Waits until every accepted question is searchable.</summary>
internal sealed class SearchableWait(DedupClient client, Retry retry, Terminal terminal)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(0.5);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var total = await GetQueuedAsync(cancellationToken);
        await terminal.ShowProgressAsync(total, async report =>
        {
            for (var queued = total; queued > 0; queued = await GetQueuedAsync(cancellationToken))
            {
                // Others may send more meanwhile.
                total = Math.Max(total, queued);
                report(total - queued, $"{queued:N0} questions are not searchable yet", total);
                await Task.Delay(BetweenLooks, terminal.Time, cancellationToken);
            }
        });
    }

    private async Task<long> GetQueuedAsync(CancellationToken cancellationToken)
    {
        var readiness = await retry.RunAsync(client.GetReadinessAsync, cancellationToken);
        return readiness.Queued ?? throw new CommandFailedException(
            ExitCode.Partly, "What was accepted will be searchable, but this server cannot tell when: only Standalone knows what still waits.");
    }
}
