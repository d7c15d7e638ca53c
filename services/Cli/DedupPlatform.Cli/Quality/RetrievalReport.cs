using DedupPlatform.Training.Evaluating;

namespace DedupPlatform.Cli.Quality;

/// <summary>A file of queries: are the relevant texts ranked first?</summary>
internal sealed record RetrievalReport(string File, int Queries, int LeastRanked, int MostRanked, IReadOnlyList<RetrievalMeans> Figures)
{
    public static async Task<IReadOnlyList<RetrievalReport>> OfAllAsync(
        IReadOnlyList<(string File, RetrievalTask Task)> tasks, IReadOnlyList<Scorer> scorers, Terminal terminal, CancellationToken cancellationToken)
    {
        var reports = new List<RetrievalReport>();
        foreach (var (file, task) in tasks)
        {
            var figures = new List<RetrievalMeans>();
            foreach (var scorer in scorers)
            {
                var similarities = await scorer.CompareAsync(task.Texts, terminal, cancellationToken);
                figures.Add(new RetrievalMeans(scorer.Name, RetrievalFigures.Of(task, similarities)));
            }

            // A query is not ranked for itself.
            int[] ranked = [.. task.Queries.Select(query => query.Documents.Count(document => document != query.Place))];
            reports.Add(new RetrievalReport(file, task.Queries.Count, ranked.Min(), ranked.Max(), figures));
        }

        return reports;
    }

    public ReportSection ToSection() => new($"Retrieval: {Path.GetFileName(File)}", $"{Queries:N0} queries, each over {(LeastRanked == MostRanked ? "" : $"its own {LeastRanked:N0} to ")}{MostRanked:N0} texts; means over the queries.",
    [
        Row("MAP", means => means.Map),
        Row("MRR@10", means => means.Mrr10),
        Row("nDCG@10", means => means.Ndcg10),
        Row("recall@1", means => means.Recall1),
        Row("recall@10", means => means.Recall10),
    ]);

    private ReportRow Row(string name, Func<RetrievalFigures, double?> value) => ReportRow.Of(name, Figures, figures => value(figures.Means));
}

/// <summary>How well one way of scoring ranks, as <c>--json</c> prints it.</summary>
internal sealed record RetrievalMeans(string Scorer, RetrievalFigures Means);
