using DedupPlatform.Training.MadeQuestions;
using DedupPlatform.Training.Pairs;
using DedupPlatform.Training.Settings;

namespace DedupPlatform.Training.Data;

/// <summary>The data of a training, read and checked.</summary>
internal sealed class TrainingData
{
    // Ten times as many questions can be negated as have roles to be swapped.
    private const int MostChangedOfAKind = 6_000;

    private const int FaultsShown = 10;

    /// <summary>The judged pairs to learn from.</summary>
    public required IReadOnlyList<JudgedPair> Pairs { get; init; }

    /// <summary>Which questions mean the same, according to the judged pairs.</summary>
    public required DuplicateGroups Groups { get; init; }

    /// <summary>Distinct questions nobody has judged, none of them held out.</summary>
    public required IReadOnlyList<string> Unjudged { get; init; }

    /// <summary>Made sets to learn from, without those of a question that is held out.</summary>
    public required IReadOnlyList<MadeSet> Made { get; init; }

    /// <summary>Judged duplicates to learn from, beside small changes made of them.</summary>
    public required IReadOnlyList<MadeSet> Changed { get; init; }

    /// <summary>Unjudged questions to learn from, beside small changes made of them.</summary>
    public required IReadOnlyList<MadeSet> ChangedUnjudged { get; init; }

    /// <summary>Judged pairs to measure by.</summary>
    public required IReadOnlyList<JudgedPair> DevPairs { get; init; }

    /// <summary>Made pairs to measure by, made of other words than <see cref="Made"/>, but for some that changes exchange.</summary>
    public required IReadOnlyList<JudgedPair> DevMade { get; init; }

    /// <summary>The files it was read from.</summary>
    public required IReadOnlyList<DataFile> Files { get; init; }

    /// <summary>How many judged pairs and unjudged questions were left out because of questions that are held out.</summary>
    public required (int Pairs, int Questions) LeftOut { get; init; }

    /// <summary>All questions, judged or not, each once: gathered anew at every call.</summary>
    public IReadOnlyList<string> AllQuestions() => [.. Pairs.SelectMany(pair => pair.Texts).Concat(Unjudged).Distinct(StringComparer.Ordinal)];

    /// <summary>Reads what the settings name.</summary>
    /// <exception cref="InvalidDataException">A file is wrong, or training data would leak into what is measured; the message lists every fault.</exception>
    public static async Task<TrainingData> LoadAsync(TrainingSettings settings, CancellationToken cancellationToken)
    {
        var data = settings.Data;
        var read = await ReadPairsAsync(data.Pairs, cancellationToken);
        var pairs = read.ConvertAll(entry => entry.Pair);
        var devPairs = await JudgedPairFile.ReadBothLabelsAsync(settings.Dev.Pairs, cancellationToken);
        var heldOut = await ReadHeldOutAsync(data.HeldOut, devPairs, cancellationToken);
        Refuse("share a duplicate group with the development pairs", read, DuplicateGroups.Leaks(pairs, devPairs));
        Refuse("are judged both 0 and 1", read, Contradictions(pairs));

        var leaking = pairs.RemoveAll(pair => heldOut.Contains(QuestionKey.Of(pair.TextA)) || heldOut.Contains(QuestionKey.Of(pair.TextB)));
        var judged = pairs.SelectMany(pair => pair.Texts).Select(QuestionKey.Of).ToHashSet(StringComparer.Ordinal);
        var (questions, excluded) = data.Questions is null ? ([], 0)
            : await DrawAsync(data.Questions, settings.Seed, heldOut, judged, cancellationToken);
        IReadOnlyList<string> unjudged = [.. questions.Take(data.QuestionSample)];
        MadeSet[] made = [.. MadeQuestionGenerator.Generate(MadeSplit.Train, settings.Seed, data.MadePerBatch == 0 ? 0 : data.MadeSets).Where(IsNotHeldOut)];
        MadeSet[] changed = data.ChangedPerBatch == 0 ? [] : Drawn(ChangedDuplicates.Of(pairs, settings.Seed).Where(IsNotHeldOut), settings.Seed);
        MadeSet[] changedUnjudged = data.ChangedUnjudgedPerBatch == 0 ? [] : [.. ChangedQuestions.Of(questions, settings.Seed).Where(IsNotHeldOut)];
        RefuseEmpty(settings, pairs, unjudged, made.Length + changed.Length + changedUnjudged.Length);
        return new TrainingData
        {
            Pairs = pairs,
            Groups = new DuplicateGroups(pairs),
            Unjudged = unjudged,
            Files = await DataFile.ReadAsync([.. data.Pairs, .. data.Questions is null ? Array.Empty<string>() : [data.Questions], settings.Dev.Pairs, .. data.HeldOut], cancellationToken),
            LeftOut = (leaking, excluded),
            Made = made,
            Changed = changed,
            ChangedUnjudged = changedUnjudged,
            DevPairs = DrawDev(devPairs, settings),
            DevMade = [.. MadePairs.Of(MadeQuestionGenerator.Generate(MadeSplit.Dev, settings.Seed, settings.Dev.MadeSets)).Select(made => made.Pair)],
        };

        bool IsNotHeldOut(MadeSet set) => !set.Wordings.Concat(set.Changes).Any(text => heldOut.Contains(QuestionKey.Of(text)));
    }

    private static async Task<List<(JudgedPair Pair, string Place)>> ReadPairsAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var read = new List<(JudgedPair Pair, string Place)>();
        foreach (var path in paths)
        {
            read.AddRange((await JudgedPairFile.ReadAsync(path, cancellationToken))
                .Select((pair, i) => (pair, $"pair {i + 1} of {Path.GetFileName(path)}")));
        }

        return read;
    }

    private static async Task<HashSet<string>> ReadHeldOutAsync(
        IReadOnlyList<string> paths, IReadOnlyList<JudgedPair> devPairs, CancellationToken cancellationToken)
    {
        var heldOut = devPairs.SelectMany(pair => pair.Texts).Select(QuestionKey.Of).ToHashSet(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            await foreach (var cells in QuestionSource.ReadRowsAsync(path, cancellationToken))
            {
                heldOut.UnionWith(cells.Select(QuestionKey.Of));
            }
        }

        return heldOut;
    }

    private static void RefuseEmpty(TrainingSettings settings, List<JudgedPair> pairs, IReadOnlyList<string> unjudged, int sets)
    {
        var data = settings.Data;
        if (pairs.Count == 0 && data.PairsPerBatch + data.MinedPerBatch + data.ChangedPerBatch > 0)
        {
            throw new InvalidDataException(
                $"No judged pairs are left to learn from: {string.Join(", ", data.Pairs.Select(Path.GetFileName))} hold none, or the files of heldOut have a question of each.");
        }

        if (unjudged.Count == 0 && data.UnjudgedPerBatch + data.ChangedUnjudgedPerBatch > 0)
        {
            throw new InvalidDataException(
                $"No unjudged questions are left to learn from: {Path.GetFileName(data.Questions)} holds none, or only such as are judged or held out; or questionSample is 0.");
        }

        if (sets + data.PairsPerBatch + data.MinedPerBatch + data.UnjudgedPerBatch == 0)
        {
            throw new InvalidDataException("A batch is empty: madeSets is 0, or none of the questions can be changed. Set another kind of examples above 0.");
        }

        if (pairs.Count + unjudged.Count == 0 && settings.Losses.FirstOrDefault(loss => loss.NeedsTeacher) is { } distillation)
        {
            throw new InvalidDataException(
                $"{distillation.Kind} has nothing to learn from: a teacher reads judged pairs and unjudged questions, not made ones. Name pairs or questions, or take this loss out.");
        }
    }

    private static JudgedPair[] DrawDev(IReadOnlyList<JudgedPair> pairs, TrainingSettings settings)
    {
        var drawn = Sample(pairs, settings.Dev.PairSample, settings.Seed);
        return drawn.DistinctBy(pair => pair.IsDuplicate).Count() > 1 ? drawn : throw new InvalidDataException(
            $"The {drawn.Length:N0} pairs drawn from {Path.GetFileName(settings.Dev.Pairs)} are all labelled {(drawn[0].IsDuplicate ? 1 : 0)}; both labels are needed to measure. Balance the file, or draw more (pairSample).");
    }

    // Names the pairs by their places rather than their text: questions may be private.
    private static void Refuse(string fault, List<(JudgedPair Pair, string Place)> read, IEnumerable<JudgedPair> faulty)
    {
        var pairs = faulty.ToHashSet();
        string[] places = [.. read.Where(entry => pairs.Contains(entry.Pair)).Select(entry => entry.Place)];
        if (places.Length > 0)
        {
            throw new InvalidDataException(
                $"{places.Length:N0} of the {read.Count:N0} judged pairs to learn from {fault}: {string.Join(", ", places.Take(FaultsShown))}"
                + $"{(places.Length > FaultsShown ? $", and {places.Length - FaultsShown:N0} more" : "")}. Take them out.");
        }
    }

    private static IEnumerable<JudgedPair> Contradictions(List<JudgedPair> pairs) => pairs
        .GroupBy(pair => QuestionKey.Of(pair.TextA, pair.TextB))
        .Where(same => same.DistinctBy(pair => pair.IsDuplicate).Count() > 1)
        .SelectMany(same => same);

    private static MadeSet[] Drawn(IEnumerable<MadeSet> changed, int seed) =>
        [.. changed.GroupBy(set => set.Kind).SelectMany(kind => Sample([.. kind], MostChangedOfAKind, seed))];

    /// <summary>Some of all, in random order; all of them if there are no more.</summary>
    public static T[] Sample<T>(IReadOnlyList<T> all, int count, int seed)
    {
        T[] shuffled = [.. all];
        new Random(seed).Shuffle(shuffled);
        return shuffled[..Math.Min(count, shuffled.Length)];
    }

    private static async Task<(IReadOnlyList<string> Questions, int Excluded)> DrawAsync(
        string path, int seed, HashSet<string> heldOut, HashSet<string> judged, CancellationToken cancellationToken)
    {
        var excluded = 0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var questions = new List<string>();
        await foreach (var cells in QuestionSource.ReadQuestionsAsync(path, cancellationToken))
        {
            var key = QuestionKey.Of(cells[0]);
            if (key.Length > 0 && heldOut.Contains(key))
            {
                excluded++;
            }
            else if (key.Length > 0 && !judged.Contains(key) && seen.Add(key))
            {
                questions.Add(cells[0]);
            }
        }

        return (Sample(questions, questions.Count, seed), excluded);
    }
}
