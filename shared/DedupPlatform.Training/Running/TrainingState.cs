namespace DedupPlatform.Training.Running;

/// <summary>Where a training is, beside the weights and what the optimiser remembers.</summary>
/// <param name="Step">The steps done.</param>
/// <param name="Best">The best measurement so far.</param>
/// <param name="Last">The last measurement so far.</param>
/// <param name="WithoutBetter">Measurements since then.</param>
public sealed record TrainingState(int Step, DevFigures? Best, DevFigures? Last, int WithoutBetter);
