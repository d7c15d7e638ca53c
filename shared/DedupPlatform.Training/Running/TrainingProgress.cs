namespace DedupPlatform.Training.Running;

/// <summary>How far a training has come.</summary>
/// <param name="Stage">What it is doing now.</param>
/// <param name="Done">Of the stage: 0 to 1.</param>
/// <param name="Loss">The recent loss, averaged; null before the first step.</param>
/// <param name="QuestionsPerSecond">How many questions it learns from per second; null before the first step.</param>
public readonly record struct TrainingProgress(string Stage, double Done, double? Loss = null, double? QuestionsPerSecond = null);
