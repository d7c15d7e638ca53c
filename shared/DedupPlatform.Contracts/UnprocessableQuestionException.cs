namespace DedupPlatform.Contracts;

/// <summary>A message that no retry can help: it is set aside with its reason while its neighbours go through.</summary>
/// <param name="reason">What is wrong with it, without the text of the question: it is stored and logged.</param>
/// <param name="innerException">What went wrong underneath.</param>
public sealed class UnprocessableQuestionException(string reason, Exception? innerException = null) : Exception(reason, innerException);
