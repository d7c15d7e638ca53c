namespace DedupPlatform.Encoding;

/// <summary>A model directory cannot be used as it is; the message names the file, what is wrong and what is needed.</summary>
/// <param name="file">The file or directory at fault.</param>
/// <param name="problem">What is wrong with it and what is needed, as sentences.</param>
/// <param name="innerException">What the operating system or a parser said, if anything.</param>
public sealed class InvalidModelException(string file, string problem, Exception? innerException = null)
    : Exception($"{file}: {problem}", innerException);
