using System.Text.Json;

namespace DedupPlatform.Encoding.Tests;

/// <summary>
/// A text with the token ids of the Python original, and the vector that a forward pass in numpy computes for it in float64. With the weights
/// that the default model was trained from, the same pass gives what the Python original gives, to 12 digits of the cosine.
/// </summary>
public sealed record GoldenQuestion(string Text, int[] Ids, float[] Vector)
{
    public static readonly IReadOnlyList<GoldenQuestion> All = [.. File.ReadLines(Repository.File("tests/DedupPlatform.Encoding.Tests/Parity/golden.jsonl"))
        .Select(line => JsonSerializer.Deserialize<GoldenQuestion>(line, JsonSerializerOptions.Web)!)];
}
