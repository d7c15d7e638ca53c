namespace DedupPlatform.Training.MadeQuestions;

/// <summary>Which words and frames questions are made of; the two share no content word of a slot and no frame, so figures on <see cref="Dev"/> measure what was understood.</summary>
public enum MadeSplit
{
    /// <summary>For training.</summary>
    Train,

    /// <summary>For choosing between models.</summary>
    Dev,
}
