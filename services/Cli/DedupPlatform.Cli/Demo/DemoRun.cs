using DedupPlatform.Cli.Client;
using DedupPlatform.Cli.Import;
using DedupPlatform.Cli.Input;

namespace DedupPlatform.Cli.Demo;

/// <summary>Stores the demo's questions, asks its checks and reports.</summary>
internal sealed class DemoRun(Uri server, bool showAll, Terminal terminal)
{
    private const string Site = "demo";

    private const int ShownByDefault = 10;

    public async Task<int> RunAsync(Stream questions, Stream checks, CancellationToken cancellationToken)
    {
        var settings = new ImportSettings(server, Site) { RejectedFile = "demo.rejected.ndjson", Wait = true };
        using var file = new InputFile(questions);
        var imported = await new ImportRun(settings, terminal).RunAsync(file, ImportFormat.Tsv, cancellationToken);
        if (imported != ExitCode.Done)
        {
            return imported;
        }

        using var client = new DedupClient(server);
        var asked = await DemoCheck.ReadAsync(checks, cancellationToken);
        var results = new List<DemoResult>();
        await terminal.ShowProgressAsync(asked.Count, async report =>
        {
            foreach (var check in asked)
            {
                results.Add(await AskAsync(client, check, cancellationToken));
                report(results.Count, $"{results.Count} of {asked.Count} questions checked");
            }
        });
        new DemoReport(terminal, showAll ? int.MaxValue : ShownByDefault).Show(results);
        return ExitCode.Done;
    }

    private static async Task<DemoResult> AskAsync(DedupClient client, DemoCheck check, CancellationToken cancellationToken)
    {
        var question = new CheckRequest(check.Question) { Site = Site };
        return new DemoResult(check, await AnswerAsync(question), (await AnswerAsync(question with { Threshold = 0 })).Candidates);

        async Task<CheckAnswer> AnswerAsync(CheckRequest request) => client.ReadCheck(await client.CheckAsync(request, cancellationToken));
    }
}
