using DedupPlatform.Cli.Server;

namespace DedupPlatform.Cli.Demo;

/// <param name="Check">What was asked.</param>
/// <param name="Shown">The candidates of the answer.</param>
internal sealed record DemoResult(DemoCheck Check, IReadOnlyList<FoundQuestion> Shown)
{
    /// <summary>
    /// The stored question that the check is about, or the first one shown for a new question; a missed one is also looked up below the threshold.
    /// Null if it did not come up.
    /// </summary>
    public FoundQuestion? About { get; init; } = Shown.FirstOrDefault(found => Check.Kind == DemoKind.New || found.Id == Check.Expected);

    public bool IsHit => Check.Kind == DemoKind.Duplicate && IsShown;

    public bool IsMiss => Check.Kind == DemoKind.Duplicate && !IsShown;

    public bool IsFalseAlarm => Check.Kind == DemoKind.New ? Shown.Count > 0 : Check.Kind == DemoKind.Trap && IsShown;

    /// <summary>How many shown candidates the check makes no claim about.</summary>
    public int Others => Check.Kind == DemoKind.New ? 0 : Shown.Count(found => found.Id != Check.Expected);

    private bool IsShown => Shown.Any(found => found.Id == Check.Expected);
}
