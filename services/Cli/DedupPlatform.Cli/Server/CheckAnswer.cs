namespace DedupPlatform.Cli.Server;

internal sealed record CheckAnswer(double Threshold, string Model, IReadOnlyList<FoundQuestion> Candidates);
