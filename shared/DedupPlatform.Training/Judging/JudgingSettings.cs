using System.Text.Json;
using DedupPlatform.Training.RunFolders;
using DedupPlatform.Training.Settings;

namespace DedupPlatform.Training.Judging;

/// <summary>What a cross-encoder learns from, and how certain it must be to judge.</summary>
/// <param name="Training">
/// What to learn from and how. The model is the Siamese encoder that finds near questions and that the cross-encoder starts from. A batch holds only judged
/// pairs, only the least similarity and the number of nearest questions apply of the mining settings, and the loss is the cross-entropy.
/// </param>
/// <param name="Certainty">
/// The precision that each verdict, duplicate or different, must reach on the development pairs: 0.5 to 1. A verdict that reaches it at no threshold
/// is never given.
/// </param>
/// <param name="Prevalence">
/// The share of duplicates to which the development pairs are weighted for this, above 0 and below 1; by default their own. Near pairs hold fewer
/// duplicates.
/// </param>
public sealed record JudgingSettings(TrainingSettings Training, double Certainty, double? Prevalence = null)
{
    internal void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, TrainingJson.Default.JudgingSettings) + "\n");
}
