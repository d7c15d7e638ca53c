using System.CommandLine;
using DedupPlatform.Cli.Import.Readers;
using DedupPlatform.Cli.Input;
using DedupPlatform.Contracts;

namespace DedupPlatform.Cli.Import;

/// <summary><c>dedup import</c>.</summary>
internal static class ImportCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("file")
        {
            Description = "What to import, also compressed with gzip; - is standard input. The columns of CSV and TSV have names in the first line, as the "
                + $"fields of NDJSON have: {FieldNames.Help}. {FieldNames.DateHelp} "
                + "The same row has the same id each time, and a row without a revision is as old as its file's last change, so that it undoes no "
                + "later edit or removal; touch the file if it is to. From standard input or a pipe such rows count as new. Every row is embedded again, and "
                + "what is no longer in the file is not removed.",
            Validators = { CommonOptions.NotEmpty },
        };
        var site = CommonOptions.Site("The site of rows that name none.");
        var url = CommonOptions.Url();
        var format = CommonOptions.Format();
        var link = CommonOptions.Of<string>(
            "--link", "template", "an http or https address with {id} in the place of the id, such as https://stackoverflow.com/q/{id}", TryParseLink);
        link.Description = "The address of rows that have none, such as https://stackoverflow.com/q/{id}.";
        var html = CommonOptions.Html();
        var rejected = CommonOptions.Path(
            "--rejected", "file",
            "Where rejected rows go, with their reasons [default: FILE.rejected.ndjson; stdin.rejected.ndjson for - and pipes; "
            + "in the current folder if FILE's cannot be written to]. "
            + "Any but FILE's own gets a number if there is one already. Once mended it can be imported: a question stands in \"question\", "
            + "the text of a row that could not be read in \"row\".",
            isRequired: false);
        var wait = new Option<bool>("--wait") { Description = "Wait until everything is searchable, which only Standalone can tell." };

        var command = new Command("import", "Imports questions. It can be run again safely.")
        {
            file, site, url, format, html, link, rejected, wait,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(file);
            var named = parsed.GetValue(rejected);
            using var input = InputFile.Open(path, terminal);
            var isFile = input.Changed is not null;
            var settings = new ImportSettings(parsed.GetRequiredValue(url), parsed.GetRequiredValue(site))
            {
                Link = parsed.GetValue(link),
                Html = parsed.GetValue(html),
                RejectedFile = named ?? $"{(isFile ? path : "stdin")}.rejected.ndjson",
                KeepsEarlierRejected = named is not null || !isFile,
                Wait = parsed.GetValue(wait),
            };
            if (Path.GetFullPath(settings.RejectedFile) == Path.GetFullPath(path))
            {
                throw new CommandFailedException(ExitCode.Usage, $"--rejected is {path}, the file to import; name another one.");
            }

            var kind = ImportFormats.Of(path, parsed.GetValue(format));
            if (Path.GetDirectoryName(Path.GetFullPath(settings.RejectedFile)) is { } folder && !Directory.Exists(folder))
            {
                throw new CommandFailedException(ExitCode.Usage, $"--rejected is {settings.RejectedFile}, but there is no folder {folder}; make it, or name another one.");
            }

            return await new ImportRun(settings, terminal).RunAsync(input, kind, cancellationToken);
        });
        return command;
    }

    private static bool TryParseLink(string text, out string link)
    {
        link = text;
        return QuestionLine.Address(text, "1") is var address && address != text && QuestionRules.IsWebAddress(address);
    }
}
