namespace DedupPlatform.Training.RunFolders;

/// <summary>How far a training has come: its state apart from the weights and the optimiser's.</summary>
/// <param name="Step">The steps done.</param>
/// <param name="Best">The best measurement so far.</param>
/// <param name="Last">The last measurement so far.</param>
/// <param name="WithoutBetter">Measurements since the best one.</param>
internal sealed record TrainingState(int Step, DevFigures? Best, DevFigures? Last, int WithoutBetter);
