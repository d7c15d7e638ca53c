using System.Text.RegularExpressions;

namespace DedupPlatform.Training.Evaluating;

/// <summary>Compares texts by the words they share: the lexical baselines, without any model.</summary>
/// <remarks>A word is a run of letters, marks and digits; case does not count.</remarks>
public sealed partial class WordSimilarities : ISimilarities
{
    // The order in which weights are added must not affect how texts rank.
    private const int Decimals = 6;

    private readonly (int Word, float Weight)[][] _texts;
    private readonly (int Text, float Weight)[][] _postings;
    private readonly float[] _totals;
    private readonly Func<float, float, float> _compare;

    // compare: takes the weight of the shared words and the weight of all words, each summed over both texts; returns how alike the texts are.
    private WordSimilarities((int Word, float Weight)[][] texts, Func<float, float, float> compare)
    {
        _texts = texts;
        _compare = compare;
        _totals = Array.ConvertAll(texts, words => words.Sum(word => word.Weight));
        _postings = [.. texts.SelectMany((words, text) => words.Select(word => (word.Word, Posting: (text, word.Weight))))
            .GroupBy(entry => entry.Word).OrderBy(group => group.Key).Select(group => group.Select(entry => entry.Posting).ToArray())];
    }

    /// <inheritdoc/>
    public int Count => _texts.Length;

    /// <summary>
    /// |A ∩ B| / |A ∪ B| over the sets of words (Jaccard, Bulletin de la Société Vaudoise des Sciences Naturelles 37, 1901): 0 to 1.
    /// </summary>
    public static WordSimilarities Jaccard(IReadOnlyList<string> texts) => new(
        Array.ConvertAll(Words(texts), words => Array.ConvertAll(words, word => (word.Word, 1f))),
        (shared, all) => shared / (all - shared / 2) / 2);

    /// <summary>
    /// Okapi BM25 (Robertson, Zaragoza, Foundations and Trends in Information Retrieval 3, 2009) with k₁ = 1.2 and b = 0.75, made symmetric:
    /// s(A, B) = (bm25(A→B) + bm25(B→A)) / (bm25(A→A) + bm25(B→B)), 0 to 1, so that one threshold serves every check.
    /// </summary>
    /// <remarks>
    /// bm25(Q→D) = Σ over the words of both: ln(1 + (N − n + ½) / (n + ½)) · f · (k₁ + 1) / (f + k₁ · (1 − b + b · |D| / mean)), where n of the N texts
    /// have the word and D has it f times among |D| words; a word counts once in Q. The texts themselves are the collection.
    /// </remarks>
    public static WordSimilarities Bm25(IReadOnlyList<string> texts)
    {
        const float k1 = 1.2f;
        const float b = 0.75f;
        var words = Words(texts);
        var having = words.SelectMany(text => text).CountBy(word => word.Word).ToDictionary();
        var lengths = Array.ConvertAll(words, text => text.Sum(word => word.Times));
        var mean = Math.Max(1, (float)lengths.DefaultIfEmpty().Average());
        return new WordSimilarities([.. words.Zip(lengths, (text, length) => Array.ConvertAll(text, word => (word.Word, Weight(word, length))))],
            (shared, all) => shared / all);

        float Weight((int Word, int Times) word, int length)
        {
            var rarity = MathF.Log(1 + (words.Length - having[word.Word] + 0.5f) / (having[word.Word] + 0.5f));
            return rarity * word.Times * (k1 + 1) / (word.Times + k1 * (1 - b + b * length / mean));
        }
    }

    /// <inheritdoc/>
    public float Between(int a, int b)
    {
        var other = _texts[b].ToDictionary(word => word.Word, word => word.Weight);
        return Similarity(_texts[a].Sum(word => other.TryGetValue(word.Word, out var weight) ? word.Weight + weight : 0), a, b);
    }

    /// <inheritdoc/>
    public void Fill(int first, Span<float> rows)
    {
        rows.Clear();
        for (var a = first; !rows.IsEmpty; a++, rows = rows[Count..])
        {
            var row = rows[..Count];
            foreach (var (word, weight) in _texts[a])
            {
                foreach (var (text, other) in _postings[word])
                {
                    row[text] += weight + other;
                }
            }

            for (var b = 0; b < Count; b++)
            {
                row[b] = Similarity(row[b], a, b);
            }
        }
    }

    private float Similarity(float shared, int a, int b) => shared == 0 ? 0 : MathF.Round(_compare(shared, _totals[a] + _totals[b]), Decimals);

    private static (int Word, int Times)[][] Words(IReadOnlyList<string> texts)
    {
        var numbers = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        return [.. texts.Select(text => Word().Matches(text).Select(match => Number(match.Value)).CountBy(word => word)
            .Select(entry => (entry.Key, entry.Value)).ToArray())];

        int Number(string word)
        {
            numbers.TryAdd(word, numbers.Count);
            return numbers[word];
        }
    }

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}]+")]
    private static partial Regex Word();
}
