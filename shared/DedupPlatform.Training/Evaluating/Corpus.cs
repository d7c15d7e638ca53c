using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.Evaluating;

/// <summary>Questions as a platform stores them: those of judged pairs, among many that nobody has judged.</summary>
/// <remarks>
/// What is known of any two of them follows from the judged pairs (<see cref="DuplicateGroups"/>); all other pairs are unjudged.
/// </remarks>
public sealed class Corpus
{
    private readonly DuplicateGroups _known;
    private readonly int?[] _groups;
    private readonly Dictionary<int, int> _sizes;

    /// <param name="pairs">The judged pairs; at least one is a duplicate.</param>
    /// <param name="distractors">Further questions; one that equals another (<see cref="QuestionKey"/>) is left out.</param>
    public Corpus(IReadOnlyCollection<JudgedPair> pairs, IEnumerable<string> distractors)
    {
        _known = new DuplicateGroups(pairs);
        Texts = [.. pairs.SelectMany(pair => pair.Texts).Concat(distractors).DistinctBy(QuestionKey.Of)];
        _groups = [.. Texts.Select(_known.Of)];
        _sizes = _groups.OfType<int>().CountBy(group => group).ToDictionary();
    }

    /// <summary>The questions, all different.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>How many of them come from judged pairs.</summary>
    public int JudgedTexts => _groups.Count(group => group is not null);

    /// <summary>Whether a question comes from a judged pair.</summary>
    internal bool IsJudged(int place) => _groups[place] is not null;

    /// <summary>How many other questions of the corpus mean the same as this one.</summary>
    public int DuplicatesOf(int place) => _groups[place] is { } group ? _sizes[group] - 1 : 0;

    /// <summary>What is known about two questions, by their places.</summary>
    internal Relation Between(int a, int b) => _known.Between(_groups[a], _groups[b]);
}
