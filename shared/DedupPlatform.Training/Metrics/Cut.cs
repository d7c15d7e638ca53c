namespace DedupPlatform.Training.Metrics;

/// <summary>A threshold and what it does on the judged pairs it was tried on.</summary>
/// <param name="Threshold">The least score that is shown.</param>
/// <param name="Confusion">How it sorts the pairs.</param>
public readonly record struct Cut(float Threshold, Confusion Confusion);
