using System.Text.Json;
using DedupPlatform.VectorIndex.Qdrant.Wire;

namespace DedupPlatform.VectorIndex.Qdrant.Generations;

/// <summary>A generation, and what the server reports about its collection.</summary>
internal sealed record CollectionEntry(Generation Generation, CollectionInfo Info)
{
    /// <summary>The metadata's key of the reindex job that builds or built it, as JSON.</summary>
    public const string JobKey = "reindex_job";

    /// <summary>The metadata's key of the highest number that any generation had when one was last dropped.</summary>
    public const string HighestNumberKey = "last_number";

    /// <summary>The reindex job that builds or built it; <see langword="null"/> if it was created without one.</summary>
    /// <exception cref="IndexUnavailableException">It is not what this release writes.</exception>
    public ReindexJob? Job => Info.Config.Metadata.TryGetValue(JobKey, out var job) ? Read(job) : null;

    /// <summary>The highest number of a generation that it knows of: its own, or one that it keeps.</summary>
    public int HighestNumber =>
        (int)Math.Max(Generation.Number, Info.Config.Metadata.TryGetValue(HighestNumberKey, out var highest) ? highest.IntegerValue : 0);

    /// <summary>A job as a value of the metadata.</summary>
    public static Value ValueOf(ReindexJob job) => new() { StringValue = JsonSerializer.Serialize(job, IndexJson.Default.ReindexJob) };

    private ReindexJob? Read(Value job)
    {
        try
        {
            return JsonSerializer.Deserialize(job.StringValue, IndexJson.Default.ReindexJob);
        }
        catch (JsonException fault)
        {
            throw new IndexUnavailableException(
                $"The reindex job of '{Generation.Name}' in Qdrant cannot be read ({fault.Message}). If a newer release wrote it, start that one.", fault);
        }
    }
}
