using System.Collections;
using DedupPlatform.VectorIndex.Embedded;
using static DedupPlatform.VectorIndex.Tests.Sample;

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
        var (job, _) = await generations.StartJobAsync("a-model", 4, DateTimeOffset.UnixEpoch, Cancel);
        var obstacle = Directory.CreateDirectory(Path.Combine(_directory.Path, job.JobId, "job.json.new"));

        await Should.ThrowAsync<IndexUnavailableException>(() => generations.SaveJobAsync(job with { Done = 1 }, Cancel));
        (await generations.FindJobAsync(job.JobId, Cancel)).ShouldBe(job);

        obstacle.Delete();
        await generations.SaveJobAsync(job with { Done = 1 }, Cancel);
        (await generations.FindJobAsync(job.JobId, Cancel)).ShouldBe(job with { Done = 1 });
    }

    [Theory]
    [InlineData("questions-a-model-1.dropped/index.db")]
    [InlineData("questions-a-model-1.dropped/job.json.new")]
    [InlineData("last-number.new")]
    public async Task A_start_that_the_disk_does_not_take_leaves_nothing(string file)
    {
        await using var generations = new EmbeddedGenerations(_directory.Path, new EmbeddedIndexOptions());
        var obstacle = Directory.CreateDirectory(Path.Combine(_directory.Path, file));

        await Should.ThrowAsync<IndexUnavailableException>(() => generations.StartJobAsync("a-model", 4, DateTimeOffset.UnixEpoch, Cancel));

        (await generations.ListAsync(Cancel)).ShouldBeEmpty();
        Directory.GetDirectories(_directory.Path, "questions-*").ShouldBeEmpty("it is made aside, where the next start deletes what a crash leaves");
        if (Directory.Exists(obstacle.FullName))
        {
            obstacle.Delete();
        }

        (await generations.StartJobAsync("a-model", 4, DateTimeOffset.UnixEpoch, Cancel)).Job.JobId.ShouldBe("questions-a-model-1");
    }

    [Fact]
    public async Task A_generation_that_cannot_be_dropped_goes_on_taking_writes()
    {
        await using var generations = new EmbeddedGenerations(_directory.Path, new EmbeddedIndexOptions());
        var generation = await generations.CreateAsync("a-model", 4, Cancel);
        var index = await generations.OpenAsync(generation, Cancel);
        var obstacle = Directory.CreateDirectory(Path.Combine(_directory.Path, generation.Name + ".dropped", "something"));

        await Should.ThrowAsync<IndexUnavailableException>(() => generations.DropAsync(generation.Name, Cancel));

        (await generations.ListAsync(Cancel)).ShouldBe([generation]);
        await index.UpsertAsync([Question("bread", At(0))], Cancel);
        obstacle.Parent!.Delete(recursive: true);
        await generations.DropAsync(generation.Name, Cancel);
        (await generations.ListAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_drop_that_broke_off_is_completed_by_the_next_start()
    {
        string folder;
        await using (var generations = new EmbeddedGenerations(_directory.Path, new EmbeddedIndexOptions()))
        {
            folder = Path.Combine(_directory.Path, (await generations.CreateAsync("a-model", 4, Cancel)).Name);
            Directory.Move(folder, folder + ".dropped");
            (await generations.ListAsync(Cancel)).ShouldBeEmpty();
        }

        await using var again = new EmbeddedGenerations(_directory.Path, new EmbeddedIndexOptions());

        Directory.GetDirectories(_directory.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("live")]
    [InlineData("last-number")]
    [InlineData("questions-a-model-1/generation.json")]
    [InlineData("questions-a-model-1/job.json")]
    public async Task A_file_that_cannot_be_read_is_named(string file)
    {
        await using var generations = new EmbeddedGenerations(_directory.Path, new EmbeddedIndexOptions());
        var path = Path.Combine(_directory.Path, file);
        await CreateAllFilesAsync(generations);
        File.Delete(path);
        Directory.CreateDirectory(path);

        (await Should.ThrowAsync<IndexUnavailableException>(() => ReadAllFilesAsync(generations))).Message.ShouldContain(path);
    }

    [Theory]
    [InlineData("live")]
    [InlineData("last-number")]
    [InlineData("questions-a-model-1/generation.json")]
    [InlineData("questions-a-model-1/job.json")]
    public async Task A_damaged_file_is_named(string file)
    {
        await using var generations = new EmbeddedGenerations(_directory.Path, new EmbeddedIndexOptions());
        var path = Path.Combine(_directory.Path, file);
        await CreateAllFilesAsync(generations);
        await File.WriteAllTextAsync(path, "\0\0\0\0", Cancel);

        (await Should.ThrowAsync<IndexUnavailableException>(() => ReadAllFilesAsync(generations))).Message.ShouldStartWith($"'{path}' is damaged");
    }

    [Fact]
    public async Task A_generation_whose_file_is_damaged_hides_no_other_and_no_other_s_job_and_can_be_dropped()
    {
        await using var generations = new EmbeddedGenerations(_directory.Path, new EmbeddedIndexOptions());
        var idle = await generations.CreateAsync("a-model", 4, Cancel);
        var (job, _) = await generations.StartJobAsync("a-model", 4, DateTimeOffset.UnixEpoch, Cancel);
        await File.WriteAllTextAsync(Path.Combine(_directory.Path, idle.Name, "generation.json"), "xxxx", Cancel);

        (await generations.FindAsync(job.JobId, Cancel)).ShouldNotBeNull().Name.ShouldBe(job.JobId);
        (await generations.FindJobAsync(job.JobId, Cancel)).ShouldBe(job);
        await generations.DropAsync(idle.Name, Cancel);
        (await generations.ListAsync(Cancel)).ShouldHaveSingleItem().Name.ShouldBe(job.JobId);
    }

    [Theory]
    [InlineData("questions-a-model-1/../questions-a-model-1")]
    [InlineData("questions-a-model-1/")]
    [InlineData("questions-\0-1")]
    [InlineData("")]
    public async Task A_name_that_leads_elsewhere_is_no_generation_s_and_no_job_s(string name)
    {
        await using var generations = new EmbeddedGenerations(_directory.Path, new EmbeddedIndexOptions());
        await CreateAllFilesAsync(generations);

        (await generations.FindAsync(name, Cancel)).ShouldBeNull();
        (await generations.FindJobAsync(name, Cancel)).ShouldBeNull();
        await generations.DropAsync(name, Cancel);
        (await generations.ListAsync(Cancel)).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_new_index_takes_the_place_of_one_that_is_lost(bool isThere)
    {
        await using var generations = new EmbeddedGenerations(_directory.Path, new EmbeddedIndexOptions());
        var generation = await generations.CreateAsync("a-model", 4, Cancel);
        var path = Path.Combine(_directory.Path, generation.Name, "index.db");
        File.Delete(path);
        if (isThere)
        {
            await File.WriteAllTextAsync(path, "", Cancel);
        }

        var fault = await Should.ThrowAsync<IndexUnavailableException>(() => generations.OpenAsync(generation, Cancel));

        fault.Message.ShouldStartWith($"'{path}' is missing or empty");
        File.Exists(path).ShouldBe(isThere);
    }

    [Fact]
    public async Task What_is_restored_only_in_part_is_completed_by_the_next_creation()
    {
        await using var generations = new EmbeddedGenerations(_directory.Path, new EmbeddedIndexOptions());
        var folder = Directory.CreateDirectory(Path.Combine(_directory.Path, "questions-a-model-1"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "index.db"), "", Cancel);

        var index = await generations.OpenAsync(await generations.CreateAsync("a-model", 4, Cancel), Cancel);

        await index.UpsertAsync([Question("bread", At(0))], Cancel);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_created_is_named()
    {
        await using var generations = new EmbeddedGenerations(_directory.Path, new EmbeddedIndexOptions());
        var path = Path.Combine(_directory.Path, "questions-a-model-1");
        await File.WriteAllTextAsync(path, "", Cancel);

        (await Should.ThrowAsync<IndexUnavailableException>(() => generations.CreateAsync("a-model", 4, Cancel))).Message.ShouldContain(path);

        Directory.GetDirectories(_directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Closing_leaves_nothing_open_that_is_being_opened_and_opens_nothing_more()
    {
        var generations = new EmbeddedGenerations(_directory.Path, new EmbeddedIndexOptions());
        var generation = await generations.CreateAsync("a-model", 4, Cancel);
        var opening = generations.OpenAsync(generation, Cancel);

        await generations.DisposeAsync();
        await generations.DisposeAsync();

        // It has been given up, or was quicker and is closed.
        var end = await Record.ExceptionAsync(async () => await (await opening).UpsertAsync([Question("bread", At(0))], Cancel));
        (end is OperationCanceledException or IndexUnavailableException).ShouldBeTrue($"{end}");
        await Should.ThrowAsync<IndexUnavailableException>(() => generations.OpenAsync(generation, Cancel));
    }

    [Fact]
    public async Task A_drop_needs_no_room_on_the_disk()
    {
        await using var generations = new EmbeddedGenerations(_directory.Path, new EmbeddedIndexOptions());
        var generation = await generations.CreateAsync("a-model", 4, Cancel);
        Directory.CreateDirectory(Path.Combine(_directory.Path, "last-number.new"));

        await generations.DropAsync(generation.Name, Cancel);

        (await generations.ListAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_generation_that_is_open_is_not_waited_for_while_another_takes_its_time()
    {
        await using var generations = new EmbeddedGenerations(_directory.Path, new EmbeddedIndexOptions());
        var (open, other) = (await generations.CreateAsync("a-model", 4, Cancel), await generations.CreateAsync("a-model", 4, Cancel));
        var (index, busy) = (await generations.OpenAsync(open, Cancel), await generations.OpenAsync(other, Cancel));
        using var questions = new HeldQuestions(Question("bread", At(0)));
        var write = Task.Run(() => busy.UpsertAsync(questions, Cancel), Cancel);
        await Until.DoneAsync(questions.Begun);
        var drop = generations.DropAsync(other.Name, Cancel);

        (await Until.DoneAsync(generations.OpenAsync(open, Cancel))).ShouldBe(index);

        questions.Release();
        await write;
        await drop;
    }

    [Fact]
    public async Task A_drop_whose_caller_goes_away_during_a_write_is_whole_or_has_not_begun()
    {
        await using var generations = new EmbeddedGenerations(_directory.Path, new EmbeddedIndexOptions());
        await generations.DropAsync((await generations.CreateAsync("a-model", 4, Cancel)).Name, Cancel);
        var generation = await generations.CreateAsync("a-model", 4, Cancel);
        var index = await generations.OpenAsync(generation, Cancel);
        using var questions = new HeldQuestions(Question("bread", At(0)));
        var write = Task.Run(() => index.UpsertAsync(questions, Cancel), Cancel);
        await Until.DoneAsync(questions.Begun);

        using var caller = new CancellationTokenSource();
        var drop = generations.DropAsync(generation.Name, caller.Token);
        await caller.CancelAsync();
        questions.Release();

        await write;
        await Record.ExceptionAsync(() => drop);
        (await generations.ListAsync(Cancel)).Count.ShouldBe(drop.IsCompletedSuccessfully ? 0 : 1);
        if (!drop.IsCompletedSuccessfully)
        {
            await index.UpsertAsync([Question("cake", At(0))], Cancel);
        }
    }

    private static async Task CreateAllFilesAsync(EmbeddedGenerations generations)
    {
        await generations.StartJobAsync("a-model", 4, DateTimeOffset.UnixEpoch, Cancel);
        await generations.SwitchAsync(new Generation("a-model", 1, 4), Cancel);
    }

    private static async Task ReadAllFilesAsync(EmbeddedGenerations generations)
    {
        await generations.FindLiveAsync(Cancel);
        await generations.FindJobAsync("questions-a-model-1", Cancel);
        await generations.CreateAsync("a-model", 4, Cancel);
    }

    /// <summary>One question that is checked at once and written when told.</summary>
    private sealed class HeldQuestions(IndexedQuestion question) : IReadOnlyList<IndexedQuestion>, IDisposable
    {
        private readonly TaskCompletionSource _begun = new();
        private readonly ManualResetEventSlim _released = new();
        private int _readings;

        public Task Begun => _begun.Task;

        public int Count => 1;

        public IndexedQuestion this[int index] => question;

        public void Release() => _released.Set();

        public IEnumerator<IndexedQuestion> GetEnumerator()
        {
            if (++_readings == 2)
            {
                _begun.SetResult();
                _released.Wait(Cancel);
            }

            yield return question;
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public void Dispose() => _released.Dispose();
    }
}
