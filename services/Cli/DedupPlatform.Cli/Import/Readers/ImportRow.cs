using DedupPlatform.Cli.Input;

namespace DedupPlatform.Cli.Import.Readers;

/// <summary>One row of the input: either a question as it will be sent, or what makes it unreadable.</summary>
internal sealed record ImportRow
{
    /// <summary>The line of the input on which the row starts, from 1.</summary>
    public required long Line { get; init; }

    /// <summary>The question's id in the input, or the one derived from its text.</summary>
    public string Id { get; init; } = "";

    /// <summary>The question as UTF-8 JSON on one line; empty if there is a <see cref="Fault"/>.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }

    public string? Fault { get; init; }

    /// <summary>The beginning of an unreadable row, so that somebody can find and fix it.</summary>
    public string? Source { get; init; }

    public static ImportRow Unreadable(Line line, string fault) => new()
    {
        Line = line.Number,
        Fault = fault,
        Source = line.Text.Length > 1000 ? line.Text[..1000] : line.Text,
    };
}
