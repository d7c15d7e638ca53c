using DedupPlatform.Training.Metrics;

namespace DedupPlatform.Training.Evaluating;

/// <summary>How well rankings put the relevant documents first: means over the queries.</summary>
/// <param name="Map">Mean average precision over whole rankings.</param>
/// <param name="Mrr10">Mean reciprocal rank of the first relevant document, if among the first 10.</param>
/// <param name="Ndcg10">Normalised discounted cumulative gain of the first 10.</param>
/// <param name="Recall1">The share of the relevant documents that rank first.</param>
/// <param name="Recall10">The share of the relevant documents that are among the first 10.</param>
public sealed record RetrievalFigures(double Map, double Mrr10, double Ndcg10, double Recall1, double Recall10)
{
    /// <summary>Ranks the documents of each query by similarity; ties keep the order of the documents.</summary>
    public static RetrievalFigures Of(RetrievalTask task, ISimilarities similarities)
    {
        var rankings = task.Queries.AsParallel().AsOrdered().Select(query => (Ranking: Rank(query, similarities), Relevant: query.Relevant.Count)).ToArray();
        return new RetrievalFigures(
            rankings.Average(query => RankedRelevance.AveragePrecision(query.Ranking, query.Relevant)),
            rankings.Average(query => RankedRelevance.ReciprocalRank(query.Ranking, 10)),
            rankings.Average(query => RankedRelevance.Ndcg(query.Ranking, query.Relevant, 10)),
            rankings.Average(query => RankedRelevance.Recall(query.Ranking, query.Relevant, 1)),
            rankings.Average(query => RankedRelevance.Recall(query.Ranking, query.Relevant, 10)));
    }

    private static bool[] Rank(RetrievalQuery query, ISimilarities similarities)
    {
        var row = new float[similarities.Count];
        similarities.Fill(query.Place, row);
        return [.. query.Documents.Where(place => place != query.Place).OrderByDescending(place => row[place]).Select(query.Relevant.Contains)];
    }
}
