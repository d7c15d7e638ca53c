using System.CommandLine;
using DedupPlatform.Training.Evaluating;

namespace DedupPlatform.Cli.Quality;

/// <summary>The unjudged questions that a corpus is filled up with.</summary>
internal sealed class DistractorOptions
{
    // All vectors lie in one array, which can hold about five million of them.
    private const int Most = 1_000_000;

    public DistractorOptions(Option<string[]> corpora)
    {
        File.Needs(corpora, "--distractors fill up a corpus: name it with --corpus.");
        foreach (var option in (Option[])[Count, WithoutSources])
        {
            option.Needs(File, $"{option.Name} chooses among distractors: name their file with --distractors.");
        }
    }

    public Option<string?> File { get; } = CommonOptions.File<string?>("--distractors",
        "Unjudged questions to add to each corpus: tab-separated, with the header text, or text and source; may be gzipped.");

    public Option<int> Count { get; } = CommonOptions.Count("--distractor-count", "How many of them are drawn; the same ones each time.", 1, Most, 20_000);

    public Option<string[]> WithoutSources { get; } = CommonOptions.Many("--without-source", "name",
        "Leave questions of this source out, such as that of the judged pairs: unjudged duplicates there would count as wrong.");

    public async Task<IReadOnlyList<string>> DrawAsync(ParseResult parsed, CancellationToken cancellationToken) => parsed.GetValue(File) is { } file
        ? await UserFiles.UseAsync(Distractors.DrawAsync(file, parsed.GetValue(Count), parsed.GetValue(WithoutSources) ?? [], cancellationToken))
        : [];
}
