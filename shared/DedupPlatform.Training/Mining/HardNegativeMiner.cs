using DedupPlatform.Training.Examples;
using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.Mining;

/// <summary>Finds questions that the encoder takes for near duplicates of another although, as far as anybody knows, they are not.</summary>
/// <param name="settings">How near they must be, and how many are taken.</param>
/// <param name="groups">Guards against false negatives: a question of the same duplicate group is never a hard negative.</param>
internal sealed class HardNegativeMiner(MiningSettings settings, DuplicateGroups groups)
{
    /// <summary>Mines for judged duplicates.</summary>
    /// <param name="pool">The questions to search, with the current encoder's vectors; must contain the questions of the pairs.</param>
    /// <param name="duplicates">Judged pairs that are duplicates.</param>
    /// <param name="seed">Decides which of the near questions are taken.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>One example for each question that has hard negatives: the question, its duplicate, the negatives.</returns>
    public IReadOnlyList<Example> Mine(
        QuestionPool pool, IReadOnlyList<JudgedPair> duplicates, int seed, CancellationToken cancellationToken = default)
    {
        var random = new Random(seed);
        int[] anchors = [.. duplicates.Select(pair => pool.PlaceOf(pair.TextA)!.Value)];
        var examples = new List<Example>();
        foreach (var (pair, neighbours) in duplicates.Zip(pool.NearestOf(anchors, settings.Nearest, cancellationToken)))
        {
            var negatives = Negatives(pool, pair, neighbours, random);
            if (negatives.Length > 0)
            {
                examples.Add(Example.Of([pair.TextA, pair.TextB], negatives));
            }
        }

        return examples;
    }

    private string[] Negatives(QuestionPool pool, JudgedPair pair, Neighbour[] neighbours, Random random)
    {
        var other = pool.PlaceOf(pair.TextB)!.Value;
        var duplicate = pool.Similarity(pool.PlaceOf(pair.TextA)!.Value, other);
        var most = Math.Min(settings.MostSimilarity, Math.Min(duplicate - settings.Margin, duplicate * settings.RelativeMargin));
        string[] near =
        [
            .. neighbours.Where(neighbour => neighbour.Similarity >= settings.LeastSimilarity && neighbour.Similarity <= most
                    && pool.Similarity(neighbour.Place, other) <= most)
                .Select(neighbour => pool.Questions[neighbour.Place])
                .Where(question => groups.Of(question) is not { } group || group != groups.Of(pair.TextA)),
        ];
        random.Shuffle(near);
        return [.. near.Take(settings.PerQuestion)];
    }
}
