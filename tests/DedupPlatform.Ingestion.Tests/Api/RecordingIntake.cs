using DedupPlatform.Contracts;
using DedupPlatform.Hosting;

namespace DedupPlatform.Ingestion.Tests.Api;

/// <summary>An intake that keeps what it gets, and can be full or fail.</summary>
internal sealed class RecordingIntake : IQuestionIntake
{
    public List<IndexQuestion> Accepted { get; } = [];

    public List<int> Chunks { get; } = [];

    public int FailAfterChunks { get; set; } = int.MaxValue;

    public TaskCompletionSource? Room { get; set; }

    public TaskCompletionSource Waiting { get; } = new();

    public async Task AcceptAsync(IReadOnlyList<IndexQuestion> questions, Lane lane, CancellationToken cancellationToken = default)
    {
        if (Chunks.Count == FailAfterChunks)
        {
            throw new ServiceUnavailableException("The disk is full.");
        }

        if (Room is { } room)
        {
            Waiting.TrySetResult();
            await room.Task.WaitAsync(cancellationToken);
        }

        Chunks.Add(questions.Count);
        Accepted.AddRange(questions);
    }

    public Task AcceptAsync(RemoveQuestion removal, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task<IndexQuestion?> FindQueuedAsync(string site, string id, CancellationToken cancellationToken = default) =>
        Task.FromResult<IndexQuestion?>(null);
}
