using System.CommandLine;
using DedupPlatform.Cli.Import;
using DedupPlatform.Cli.Input;

namespace DedupPlatform.Cli.Check;

/// <summary><c>dedup pairs</c>.</summary>
internal static class PairsCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("file")
        {
            Description = "The questions, in a file as dedup import reads it, and mostly the one that was imported; - is standard input.",
            Validators = { CommonOptions.NotEmpty },
        };
        var output = CommonOptions.Path(
            "--out", "file", "Where the pairs go, the most similar first, tab-separated: text_a, text_b, an empty label, similarity, probability, id_a, id_b. It must not exist.");
        var site = CommonOptions.Site("The site of rows that name none.");
        var url = CommonOptions.Url();
        var format = CommonOptions.Format();
        var html = CommonOptions.Html();
        var limit = CommonOptions.Count("--limit", "The most candidates of a question.", 1, 100, 10);
        var threshold = CommonOptions.Maybe<double>("--threshold", "similarity", "a number from 0 to 1", TryParseSimilarity);
        threshold.Description = "The least similarity, 0 to 1; by default what the server has for the site.";

        var command = new Command(
            "pairs", "Checks every question of a file and writes it beside each of its candidates, every pair once: what has been asked twice, or pairs to judge.")
        {
            file, output, site, url, format, html, limit, threshold,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(file);
            using var input = InputFile.Open(path, terminal);
            var kind = ImportFormats.Of(path, parsed.GetValue(format));
            var settings = new PairsSettings(parsed.GetRequiredValue(url), parsed.GetRequiredValue(site))
            {
                Limit = parsed.GetValue(limit),
                Threshold = parsed.GetValue(threshold),
                Html = parsed.GetValue(html),
            };
            await using var pairs = Create(parsed.GetRequiredValue(output));
            return await new PairsRun(settings, terminal).RunAsync(input, kind, pairs, cancellationToken);
        });
        return command;
    }

    private static StreamWriter Create(string path)
    {
        // Somebody may have spent hours on the labels in it.
        if (File.Exists(path))
        {
            throw new CommandFailedException(ExitCode.Usage, $"--out is {path}, which is there already and may hold judgements; name another one.");
        }

        return UserFiles.Use(() => new StreamWriter(path));
    }

    private static bool TryParseSimilarity(string text, out double similarity) =>
        CommonOptions.TryParseNumber(text, out similarity) && similarity is >= 0 and <= 1;
}
