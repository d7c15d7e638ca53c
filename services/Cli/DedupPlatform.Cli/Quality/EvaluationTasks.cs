using DedupPlatform.Training.Evaluating;
using DedupPlatform.Training.MadeQuestions;
using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Cli.Quality;

/// <summary>The files that models are measured by, all read before the first measurement, which may take long.</summary>
internal sealed record EvaluationTasks
{
    public required IReadOnlyList<(string File, JudgedPairs Pairs)> Pairs { get; init; }

    public required IReadOnlyList<(string File, JudgedPairs Pairs)> Misspelt { get; init; }

    public required IReadOnlyList<(string File, RetrievalTask Task)> Retrieval { get; init; }

    public required IReadOnlyList<(string File, Corpus Corpus)> Corpora { get; init; }

    public static async Task<EvaluationTasks> ReadAsync(
        string[] pairs, bool misspelt, string[] retrieval, string[] corpora, IReadOnlyList<string> distractors, CancellationToken cancellationToken)
    {
        var read = await ReadAllAsync(pairs, file => JudgedPairs.ReadAsync(file, cancellationToken));
        return new()
        {
            Pairs = read,
            Misspelt = misspelt ? [.. read.Select(WithErrors)] : [],
            Retrieval = await ReadAllAsync(retrieval, file => UserFiles.UseAsync(RetrievalTask.ReadAsync(file, cancellationToken))),
            Corpora = await ReadAllAsync(
                corpora, async file => new Corpus(await UserFiles.UseAsync(JudgedPairFile.ReadBothLabelsAsync(file, cancellationToken)), distractors)),
        };
    }

    private static (string File, JudgedPairs Pairs) WithErrors((string File, JudgedPairs Pairs) task) =>
        ($"misspelt {Path.GetFileName(task.File)}", new JudgedPairs(MadePairs.Misspelt(task.Pairs.Pairs, MadeReport.Seed)));

    private static async Task<IReadOnlyList<(string, T)>> ReadAllAsync<T>(string[] files, Func<string, Task<T>> read)
    {
        var tasks = new List<(string, T)>();
        foreach (var file in files)
        {
            tasks.Add((file, await read(file)));
        }

        return tasks;
    }
}
