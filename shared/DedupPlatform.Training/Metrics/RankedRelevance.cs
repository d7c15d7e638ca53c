namespace DedupPlatform.Training.Metrics;

/// <summary>How well one query's ranking puts the relevant documents first. Relevance is yes or no.</summary>
internal static class RankedRelevance
{
    /// <summary>
    /// The mean, over the relevant documents, of the precision at the rank of each; one that was not ranked counts 0 (Manning, Raghavan, Schütze, Introduction to
    /// Information Retrieval, 8.4). Its mean over queries is MAP.
    /// </summary>
    /// <param name="ranking">Best first: whether the document is relevant.</param>
    /// <param name="relevant">How many relevant documents there are, 1 or more.</param>
    public static double AveragePrecision(IReadOnlyList<bool> ranking, int relevant)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(relevant);
        var (found, sum) = (0, 0.0);
        for (var i = 0; i < ranking.Count; i++)
        {
            if (ranking[i])
            {
                sum += (double)++found / (i + 1);
            }
        }

        return sum / relevant;
    }

    /// <summary>
    /// 1 / the rank of the first relevant document if that is among the first <paramref name="k"/>, otherwise 0 (Voorhees, TREC-8, 1999). Its mean over
    /// queries is MRR@k.
    /// </summary>
    public static double ReciprocalRank(IReadOnlyList<bool> ranking, int k)
    {
        var first = ranking.Take(k).Index().FirstOrDefault(entry => entry.Item, (Index: -1, Item: false)).Index;
        return first < 0 ? 0 : 1.0 / (first + 1);
    }

    /// <summary>
    /// DCG / the DCG of a perfect ranking, with DCG = Σ over the relevant documents among the first <paramref name="k"/> of 1 / log₂(rank + 1)
    /// (Järvelin, Kekäläinen, ACM TOIS 20, 2002).
    /// </summary>
    /// <param name="ranking">Best first: whether the document is relevant.</param>
    /// <param name="relevant">How many relevant documents there are, 1 or more.</param>
    /// <param name="k">How many documents are considered.</param>
    public static double Ndcg(IReadOnlyList<bool> ranking, int relevant, int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(relevant);
        return ranking.Take(k).Index().Sum(entry => entry.Item ? Gain(entry.Index) : 0) / Enumerable.Range(0, Math.Min(relevant, k)).Sum(Gain);

        static double Gain(int index) => 1 / Math.Log2(index + 2);
    }

    /// <summary>The share of the relevant documents that are among the first <paramref name="k"/>.</summary>
    /// <param name="ranking">Best first: whether the document is relevant.</param>
    /// <param name="relevant">How many relevant documents there are, 1 or more.</param>
    /// <param name="k">How many documents are considered.</param>
    public static double Recall(IReadOnlyList<bool> ranking, int relevant, int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(relevant);
        return (double)ranking.Take(k).Count(isRelevant => isRelevant) / relevant;
    }
}
