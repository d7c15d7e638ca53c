using System.CommandLine;
using DedupPlatform.Cli.Client;

namespace DedupPlatform.Cli.Reindex;

/// <summary><c>dedup reindex</c>.</summary>
internal static class ReindexCommand
{
    private static readonly string[] Changes = ["cancel", "rollback", "drop"];

    public static Command Create(Terminal terminal)
    {
        var url = CommonOptions.Url();
        var model = new Option<string>("--model")
        {
            Description = "The model to embed with, a directory beside the server's own; by default the one that Encoder:Model names, which need not be the live one.",
            HelpName = "name",
        };
        var job = new Option<string>("--job") { Description = "A reindex that was started before, instead of a new one.", HelpName = "id" };
        job.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }])
            {
                result.AddError("--job is ''; it must be the id of a reindex.");
            }
        });
        var watch = new Option<bool>("--watch") { Description = "Wait for its end, with progress and time left." };
        var change = new Option<string>("--then")
        {
            Description = "What to do with --job: cancel it, roll it back, or drop all that was live before it (if it failed or was rolled back, its own).",
            HelpName = string.Join('|', Changes),
        };
        change.AcceptOnlyFromAmong(Changes);
        change.Needs(job, "--then needs --job.");
        change.Excludes(watch, "--then changes a reindex and --watch follows one; give one of them.");
        model.Excludes(job, "--model starts a reindex and --job names one; give one of them.");

        var command = new Command("reindex", "Embeds every stored question anew, with another model, while the old one goes on answering.")
        {
            url, model, job, watch, change,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = new DedupClient(parsed.GetRequiredValue(url));
            var run = new ReindexRun(client, new Retry(terminal), terminal);
            var id = parsed.GetValue(job) ?? await run.StartAsync(parsed.GetValue(model), cancellationToken);
            if (parsed.GetValue(change) is { } wanted)
            {
                return await run.ChangeAsync(id, wanted, cancellationToken);
            }

            return parsed.GetValue(watch) ? await run.WatchAsync(id, cancellationToken) : await run.TellAsync(id, cancellationToken);
        });
        return command;
    }
}
