namespace DedupPlatform.Cli.Quality;

/// <summary>What <c>dedup evaluate --json</c> prints.</summary>
internal sealed record Evaluation(int Pairs, int Duplicates, IReadOnlyList<PairFigures> Figures);
