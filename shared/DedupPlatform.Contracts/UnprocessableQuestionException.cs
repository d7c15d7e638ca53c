namespace DedupPlatform.Contracts;

/// <summary>A message that would fail on every retry: it is set aside with its reason, while other messages go through.</summary>
/// <param name="reason">What is wrong with it, without the text of the question: it is stored and logged.</param>
/// <param name="innerException">The underlying cause.</param>
public sealed class UnprocessableQuestionException(string reason, Exception? innerException = null) : Exception(reason, innerException);
