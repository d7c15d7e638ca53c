using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Cli.Quality;

/// <summary>The judged pairs of a file, ready to be scored.</summary>
internal sealed class JudgedPairs
{
    private readonly Dictionary<string, int> _places;

    public JudgedPairs(IReadOnlyList<JudgedPair> pairs)
    {
        Pairs = pairs;
        Labels = [.. pairs.Select(pair => pair.IsDuplicate)];
        Texts = [.. pairs.SelectMany(pair => pair.Texts).Distinct()];
        _places = Texts.Index().ToDictionary(text => text.Item, text => text.Index);
    }

    public IReadOnlyList<JudgedPair> Pairs { get; }

    public bool[] Labels { get; }

    public int Duplicates => Labels.Count(label => label);

    /// <summary>The share of duplicates among them, 0 to 1.</summary>
    public double Prevalence => (double)Duplicates / Labels.Length;

    public IReadOnlyList<string> Texts { get; }

    public static async Task<JudgedPairs> ReadAsync(string path, CancellationToken cancellationToken) =>
        new(await UserFiles.UseAsync(JudgedPairFile.ReadBothLabelsAsync(path, cancellationToken)));

    public async Task<float[]> ScoreAsync(Scorer scorer, Terminal terminal, CancellationToken cancellationToken)
    {
        var similarities = await scorer.CompareAsync(Texts, terminal, cancellationToken);
        return [.. Pairs.Select(pair => similarities.Between(_places[pair.TextA], _places[pair.TextB]))];
    }
}
