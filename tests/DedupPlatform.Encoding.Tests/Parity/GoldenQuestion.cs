using System.Text.Json;

namespace DedupPlatform.Encoding.Tests;

/// <summary>A text with the token ids and the vector that the Python original computes for it in float32.</summary>
public sealed record GoldenQuestion(string Text, int[] Ids, float[] Vector)
{
    public static readonly IReadOnlyList<GoldenQuestion> All = [.. File.ReadLines(Repository.Golden)
        .Select(line => JsonSerializer.Deserialize<GoldenQuestion>(line, JsonSerializerOptions.Web)!)];
}
