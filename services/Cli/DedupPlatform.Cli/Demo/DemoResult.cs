using DedupPlatform.Cli.Client;

namespace DedupPlatform.Cli.Demo;

/// <param name="Check">What was asked.</param>
/// <param name="Answer">What the server answered.</param>
/// <param name="Ranked">The candidates without a threshold.</param>
internal sealed record DemoResult(DemoCheck Check, CheckAnswer Answer, IReadOnlyList<CheckCandidate> Ranked)
{
    /// <summary>The stored question that the check is about, or the most similar one for a new question; null if it did not come up.</summary>
    public CheckCandidate? About { get; } = Ranked.FirstOrDefault(found => Check.Kind == DemoKind.New || found.Id == Check.Expected);

    public bool IsHit => Check.Kind == DemoKind.Duplicate && IsShown;

    public bool IsMiss => Check.Kind == DemoKind.Duplicate && !IsShown;

    public bool IsFalseAlarm => Check.Kind == DemoKind.New ? Answer.Candidates.Count > 0 : Check.Kind == DemoKind.Trap && IsShown;

    /// <summary>Whether the stored question that is repeated is the most similar one.</summary>
    public bool IsFirst => Check.Kind == DemoKind.Duplicate && Ranked is [var first, ..] && first.Id == Check.Expected;

    /// <summary>How many shown candidates the check makes no claim about.</summary>
    public int Others => Check.Kind == DemoKind.New ? 0 : Answer.Candidates.Count(found => found.Id != Check.Expected);

    private bool IsShown => Answer.Candidates.Any(found => found.Id == Check.Expected);
}
