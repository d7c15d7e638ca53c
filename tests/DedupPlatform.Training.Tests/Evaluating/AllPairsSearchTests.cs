using CsCheck;
using DedupPlatform.Encoding;
using DedupPlatform.Training.Evaluating;
using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.Tests.Evaluating;

public sealed class AllPairsSearchTests
{
    private static readonly Gen<float[][]> Vectors = Gen.Float[-1, 1].Array[3].Array[1, 300];

    [Fact]
    public void It_finds_what_comparing_every_pair_finds() => Gen.Select(Vectors, Gen.Int[1, 12]).Sample((vectors, limit) =>
    {
        var similarities = new EmbeddingSimilarities([.. vectors.Select((vector, i) => new Embedding(vector, $"{i}"))], 3);
        var candidates = AllPairsSearch.Run(similarities, limit);
        for (var asked = 0; asked < vectors.Length; asked++)
        {
            candidates[asked].ShouldBe([.. Enumerable.Range(0, vectors.Length).Where(place => place != asked)
                .Select(place => new Neighbour(place, similarities.Between(asked, place)))
                .OrderByDescending(candidate => candidate.Similarity).Take(limit)]);
        }
    }, iter: 20);

    [Fact]
    public void A_question_without_a_vector_is_alike_only_to_an_equal_one()
    {
        var similarities = new EmbeddingSimilarities([new(default, "🥐"), new(new float[] { 1, 0 }, "bread"), new(default, "🥐"), new(default, "🏊")], 2);
        var rows = new float[8];

        similarities.Fill(0, rows);

        rows.ShouldBe([1, 0, 1, 0, 0, 1, 0, 0]);
        similarities.Between(0, 2).ShouldBe(1);
        similarities.Between(1, 3).ShouldBe(0);
    }
}
