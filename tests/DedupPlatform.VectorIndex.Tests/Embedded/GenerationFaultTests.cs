using DedupPlatform.VectorIndex.Embedded;

namespace DedupPlatform.VectorIndex.Tests.Embedded;

public sealed class GenerationFaultTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_file_that_the_disk_does_not_take_may_be_written_later()
    {
        await using var generations = new EmbeddedGenerations(_directory.Path, new EmbeddedIndexOptions());
        var job = await generations.StartJobAsync("a-model", 4, DateTimeOffset.UnixEpoch, Cancel);
        var obstacle = Directory.CreateDirectory(Path.Combine(_directory.Path, job.JobId, "job.json.new"));

        await Should.ThrowAsync<IndexUnavailableException>(() => generations.SaveJobAsync(job with { Done = 1 }, Cancel));
        (await generations.FindJobAsync(job.JobId, Cancel)).ShouldBe(job);

        obstacle.Delete();
        await generations.SaveJobAsync(job with { Done = 1 }, Cancel);
        (await generations.FindJobAsync(job.JobId, Cancel)).ShouldBe(job with { Done = 1 });
    }

    [Fact]
    public async Task A_start_that_the_disk_does_not_take_leaves_no_generation()
    {
        await using var generations = new EmbeddedGenerations(_directory.Path, new EmbeddedIndexOptions());
        var obstacle = Directory.CreateDirectory(Path.Combine(_directory.Path, "questions-a-model-1", "job.json.new"));

        await Should.ThrowAsync<IndexUnavailableException>(() => generations.StartJobAsync("a-model", 4, DateTimeOffset.UnixEpoch, Cancel));

        (await generations.ListAsync(Cancel)).ShouldBeEmpty();
        obstacle.Delete();
        (await generations.StartJobAsync("a-model", 4, DateTimeOffset.UnixEpoch, Cancel)).JobId.ShouldBe("questions-a-model-1");
    }
}
