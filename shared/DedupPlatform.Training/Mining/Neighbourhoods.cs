using DedupPlatform.Training.Examples;

namespace DedupPlatform.Training.Mining;

/// <summary>Unjudged questions, each with those nearest to it: they reveal more of what a teacher knows than questions that have nothing in common.</summary>
internal static class Neighbourhoods
{
    /// <param name="questions">The questions, all of them in <paramref name="teacher"/>.</param>
    /// <param name="teacher">Finds what lies near; without it, or with 0 neighbours, each question stays alone.</param>
    /// <param name="neighbours">How many each question gets.</param>
    /// <param name="progress">Receives the share that is done.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static IReadOnlyList<Example> Of(
        IReadOnlyList<string> questions, QuestionPool? teacher, int neighbours, Action<double> progress, CancellationToken cancellationToken)
    {
        if (teacher is null || neighbours == 0)
        {
            return [.. questions.Select(question => Example.Of([question]))];
        }

        int[] places = [.. questions.Select(question => teacher.PlaceOf(question)!.Value)];
        var examples = new List<Example>(questions.Count);
        foreach (var (question, nearest) in questions.Zip(teacher.NearestOf(places, neighbours, cancellationToken)))
        {
            progress((double)examples.Count / questions.Count);
            examples.Add(Example.Of([question, .. nearest.Select(neighbour => teacher.Questions[neighbour.Place])]));
        }

        return examples;
    }
}
