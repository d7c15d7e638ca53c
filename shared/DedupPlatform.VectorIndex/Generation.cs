using System.Globalization;

namespace DedupPlatform.VectorIndex;

/// <summary>One generation of the index: every question, embedded by one model.</summary>
/// <param name="Model">The model that made its vectors, in characters of <c>a-z 0-9 - _ .</c></param>
/// <param name="Number">Counts the generations of all models, from 1.</param>
/// <param name="Dimension">The length of its vectors.</param>
public sealed record Generation(string Model, int Number, int Dimension)
{
    private const string Prefix = "questions-";

    /// <summary>What the store calls it: <c>questions-&lt;model&gt;-&lt;number&gt;</c>.</summary>
    public string Name => $"{Prefix}{Model}-{Number}";

    /// <summary>Reads a generation back from its name, or returns <see langword="null"/> for any other name.</summary>
    public static Generation? Parse(string name, int dimension) =>
        NumberOf(name) is { } number ? new Generation(name[Prefix.Length..name.LastIndexOf('-')], number, dimension) : null;

    /// <summary>The number in the name of a generation, or <see langword="null"/> for any other name.</summary>
    public static int? NumberOf(string name)
    {
        var dash = name.LastIndexOf('-');
        return name.StartsWith(Prefix, StringComparison.Ordinal) && dash > Prefix.Length
            && int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }
}
