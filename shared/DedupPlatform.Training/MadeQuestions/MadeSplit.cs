namespace DedupPlatform.Training.MadeQuestions;

/// <summary>
/// Which words and frames questions are made from. The two splits share no frame and no content word of a slot, so figures on <see cref="Dev"/> measure
/// what was understood.
/// </summary>
public enum MadeSplit
{
    /// <summary>For training.</summary>
    Train,

    /// <summary>For choosing between models.</summary>
    Dev,
}
