namespace DedupPlatform.Cli.Quality;

/// <summary>The columns of the table: the models, then the word-based baselines.</summary>
internal sealed class Scorers : IDisposable
{
    private readonly List<LoadedModel> _models = [];

    public IReadOnlyList<Scorer> All => [.. _models.Select(model => model.Scorer), .. Scorer.Baselines];

    public static Scorers Load(IEnumerable<string> models)
    {
        var scorers = new Scorers();
        try
        {
            scorers._models.AddRange(models.Select(LoadedModel.Load));
            return scorers;
        }
        catch
        {
            scorers.Dispose();
            throw;
        }
    }

    public void Dispose() => _models.ForEach(model => model.Dispose());
}
