using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.Examples;

/// <summary>The distinct questions of several examples, with what is known of each pair. Matrices are row-major, n × n, symmetric, false on the diagonal.</summary>
internal sealed class Batch
{
    /// <summary>More questions have more pairs than an array has places.</summary>
    private const int MostQuestions = 46_340;

    private Batch(IReadOnlyList<string> questions)
    {
        Questions = questions;
        Duplicates = new bool[questions.Count * questions.Count];
        Different = new bool[Duplicates.Length];
        Presumed = new bool[Duplicates.Length];
    }

    /// <summary>The questions, none twice.</summary>
    public IReadOnlyList<string> Questions { get; }

    /// <summary>Which pairs mean the same.</summary>
    public bool[] Duplicates { get; }

    /// <summary>Which pairs certainly do not.</summary>
    public bool[] Different { get; }

    /// <summary>Which pairs presumably do not: no example or meaning has both questions, and no duplicate group does.</summary>
    public bool[] Presumed { get; }

    /// <summary>Joins examples. Where they contradict each other about two questions, nothing is taken as known.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="groups">Tells which questions are duplicates even though no example says so.</param>
    /// <exception cref="InvalidDataException">They have too many questions.</exception>
    public static Batch Of(IReadOnlyCollection<Example> examples, DuplicateGroups groups)
    {
        string[] questions = [.. examples.SelectMany(example => example.Questions).Distinct(StringComparer.Ordinal)];
        if (questions.Length > MostQuestions)
        {
            throw new InvalidDataException(
                $"A batch has {questions.Length:N0} questions, and {MostQuestions:N0} are the most: each is compared with each."
                + " Take fewer examples per batch, or fewer neighbours of each, and name another --run folder.");
        }

        var batch = new Batch(questions);
        var places = batch.Questions.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        var together = new bool[batch.Duplicates.Length];
        foreach (var meaning in examples.GroupBy(example => example.Meaning ?? (object)example))
        {
            int[] own = [.. meaning.SelectMany(example => example.Questions).Select(question => places[question])];
            foreach (var a in own)
            {
                foreach (var b in own)
                {
                    batch.Set(together, a, b);
                }
            }
        }

        foreach (var example in examples)
        {
            int[] own = [.. example.Questions.Select(question => places[question])];
            foreach (var judgement in example.Judgements.Where(judgement => own[judgement.A] != own[judgement.B]))
            {
                batch.Set(judgement.IsDuplicate ? batch.Duplicates : batch.Different, own[judgement.A], own[judgement.B]);
            }
        }

        batch.Settle(together, groups);
        return batch;
    }

    private void Settle(bool[] together, DuplicateGroups groups)
    {
        int?[] group = [.. Questions.Select(groups.Of)];

        // A wording from no judged pair joins the group of one of its duplicates.
        for (var a = 0; a < group.Length; a++)
        {
            group[a] ??= Enumerable.Range(0, group.Length).Where(b => Duplicates[a * group.Length + b]).Select(b => group[b]).FirstOrDefault(of => of is not null);
        }

        for (var a = 0; a < group.Length; a++)
        {
            for (var b = 0; b < group.Length; b++)
            {
                var place = a * group.Length + b;
                if (Duplicates[place] && Different[place])
                {
                    Duplicates[place] = Different[place] = false;
                }
                else
                {
                    Presumed[place] = a != b && !together[place] && (group[a] is null || group[a] != group[b]);
                }
            }
        }
    }

    private void Set(bool[] matrix, int a, int b) => matrix[a * Questions.Count + b] = matrix[b * Questions.Count + a] = true;
}
