using System.CommandLine;

namespace DedupPlatform.Cli.Quality;

/// <summary>What <c>dedup evaluate</c> measures, by what, and where the figures go.</summary>
internal sealed class EvaluationOptions
{
    public EvaluationOptions()
    {
        Models.Validators.Add(CommonOptions.NotEmpty);
        Distractors = new DistractorOptions(Corpora);
        Misspelt.Needs(Pairs, "--misspelt measures pairs again: name their file with --pairs.");
        Plots.Validators.Add(result =>
        {
            if (result.GetResult(Pairs) is not { } files)
            {
                result.AddError("--plots draws the figures of pairs: name their file with --pairs.");
            }
            else if (files.Tokens.CountBy(file => Path.GetFileNameWithoutExtension(file.Value)).FirstOrDefault(name => name.Value > 1) is { Key: { } name })
            {
                result.AddError($"--plots names its pictures after the files of --pairs, and {name} is the name of several: rename one, or draw them apart.");
            }
        });
    }

    public Option<string[]> Models { get; } = CommonOptions.Many("--model", "directory", "The model directories, side by side.");

    public Option<string[]> Pairs { get; } = CommonOptions.Files("--pairs", CommonOptions.PairsDescription);

    public Option<string[]> Retrieval { get; } = CommonOptions.Files("--retrieval",
        "Texts to rank for each other: tab-separated, with the header text, intent (or group), the relevant having the same intent;"
        + " or text_a, text_b, label, orgq_id, to rank the texts b of each orgq_id for its text a.");

    public Option<string[]> Corpora { get; } = CommonOptions.Files("--corpus",
        "Judged pairs, as for --pairs, whose questions form a corpus; each of its questions is checked against all others.");

    public DistractorOptions Distractors { get; }

    public Option<bool> Made { get; } = new("--made")
    {
        Description = "Measure made questions as well, and changes made of the duplicates of --pairs: small changes of meaning beside rewordings.",
    };

    public Option<bool> Misspelt { get; } = new("--misspelt")
    {
        Description = "Measure --pairs again, with an error of typing in the first question of each.",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the figures as JSON." };

    public Option<string> Markdown { get; } = CommonOptions.Path("--markdown", "file", "Write the table to a Markdown file, too.", isRequired: false);

    public Option<string> Plots { get; } = CommonOptions.Folder("--plots", "folder",
        "Draw the precision-recall curve and the spread of similarities of each --pairs into this folder, as PNG.", isRequired: false);
}
