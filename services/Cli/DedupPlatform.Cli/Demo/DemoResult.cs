using DedupPlatform.Cli.Server;

namespace DedupPlatform.Cli.Demo;

/// <param name="Check">What was asked.</param>
/// <param name="Shown">The candidates of the answer.</param>
internal sealed record DemoResult(DemoCheck Check, IReadOnlyList<FoundQuestion> Shown)
{
    /// <summary>The stored question that the check is about, where it came up: below the threshold too, if it was missed.</summary>
    public FoundQuestion? About { get; init; } = Shown.FirstOrDefault(found => Check.Kind == DemoKind.New || found.Id == Check.Expected);

    public bool IsHit => Check.Kind == DemoKind.Duplicate && IsShown;

    public bool IsMiss => Check.Kind == DemoKind.Duplicate && !IsShown;

    public bool IsFalseAlarm => Check.Kind == DemoKind.New ? Shown.Count > 0 : Check.Kind == DemoKind.Trap && IsShown;

    /// <summary>Candidates that nothing was promised about.</summary>
    public int Others => Check.Kind == DemoKind.New ? 0 : Shown.Count(found => found.Id != Check.Expected);

    private bool IsShown => Shown.Any(found => found.Id == Check.Expected);
}
