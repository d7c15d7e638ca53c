using DedupPlatform.Cli.Client;
using DedupPlatform.Cli.Import.Readers;
using DedupPlatform.Cli.Input;
using DedupPlatform.Contracts;

namespace DedupPlatform.Cli.Import;

/// <summary>One import from its open file to its summary.</summary>
internal sealed class ImportRun(ImportSettings settings, Terminal terminal)
{
    private readonly long _start = terminal.Time.GetTimestamp();

    public async Task<int> RunAsync(InputFile file, ImportFormat format, CancellationToken cancellationToken)
    {
        using var rejected = new RejectedFile(settings.RejectedFile, settings.KeepsEarlierRejected);
        using var client = new DedupClient(settings.Server);
        var retry = new Retry(terminal);
        var importer = new Importer(client, retry, rejected);
        try
        {
            var questions = new QuestionLine(settings.Site, settings.Link, RevisionOf(file), terminal.Say, settings.Html);
            var rows = format.ReadAsync(file.Lines, questions, terminal.Say, cancellationToken);
            await terminal.ShowProgressAsync(
                file.Length,
                report => importer.RunAsync(rows, () => report(file.Position, Progress(importer, rejected)), cancellationToken));
        }
        finally
        {
            terminal.Print(Summary(importer, rejected));
        }

        if (importer.Accepted + rejected.Count == 0)
        {
            // As after an export that broke: whoever reads the exit code alone should learn of it, too.
            throw new CommandFailedException(ExitCode.Partly, "The input holds no questions.");
        }

        if (!rejected.DeleteLeftover())
        {
            terminal.Say($"{rejected.Path} is left from an earlier import and cannot be deleted; its rows have been imported now.");
        }

        if (settings.Wait)
        {
            await new SearchableWait(client, retry, terminal).RunAsync(cancellationToken);
            terminal.Say("Everything accepted is searchable; the server's log names what it set aside.");
        }

        return rejected.Count == 0 ? ExitCode.Done : ExitCode.Partly;
    }

    // However late rows are imported, whatever the platform has changed or removed since the file was written is newer.
    private long RevisionOf(InputFile file)
    {
        var now = terminal.Time.GetUtcNow();
        return Math.Max(0, Revisions.At(file.Changed is { } changed && changed < now ? changed : now));
    }

    private string Progress(Importer importer, RejectedFile rejected) =>
        $"{importer.Accepted:N0} accepted, {rejected.Count:N0} rejected, {Words.Rate(importer.Accepted, Elapsed)}";

    private string Summary(Importer importer, RejectedFile rejected)
    {
        var (accepted, elapsed) = (importer.Accepted, Elapsed);
        var summary = $"{accepted:N0} accepted, {rejected.Count:N0} rejected in {Words.Duration(elapsed)}, {Words.Rate(accepted, elapsed)}.";
        return rejected.Count == 0 ? summary : $"{summary} Rejected rows and why: {rejected.Path}";
    }

    private TimeSpan Elapsed => terminal.Time.GetElapsedTime(_start);
}
