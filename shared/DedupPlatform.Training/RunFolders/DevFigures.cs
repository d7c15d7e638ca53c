namespace DedupPlatform.Training.RunFolders;

/// <summary>A measurement in the middle of a training.</summary>
/// <param name="Step">The steps done.</param>
/// <param name="PairAveragePrecision">Average precision on the judged pairs.</param>
/// <param name="MadeAveragePrecision">Average precision on made questions; 0 where none are measured.</param>
/// <param name="Score">Both, weighted: what the best weights are chosen by.</param>
internal sealed record DevFigures(int Step, double PairAveragePrecision, double MadeAveragePrecision, double Score);
