namespace DedupPlatform.Cli.Demo;

/// <summary>What a question of the demo tries.</summary>
internal enum DemoKind
{
    /// <summary>It repeats the expected stored question, which must be shown.</summary>
    Duplicate,

    /// <summary>It shares words with the expected stored question but not its meaning; that one must not be shown.</summary>
    Trap,

    /// <summary>Nobody has asked it; nothing must be shown.</summary>
    New,
}
