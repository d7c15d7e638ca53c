using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json;
using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using DedupPlatform.Standalone;
using DedupPlatform.VectorIndex.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using static DedupPlatform.Ingestion.Tests.Durability.InboxFixture;

namespace DedupPlatform.Ingestion.Tests.Durability;

public sealed class InboxTests : IAsyncDisposable
{
    private readonly InboxFixture _fixture = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task What_was_accepted_survives_a_crash_word_for_word_and_in_order()
    {
        var inbox = _fixture.Open();
        var question = new IndexQuestion
        {
            Site = "cooking", Id = "a/b \"c\" 😀", Title = "Größe?", Body = "line\nline", Url = "https://example.org/?a=1&b=2", Tags = ["x", "y"],
            CreatedAt = new DateTimeOffset(2024, 5, 1, 12, 30, 0, TimeSpan.FromHours(2)), Revision = (1L << 53) - 1, AcceptedAt = DateTimeOffset.UtcNow,
        };
        await inbox.AcceptAsync([question], Lane.Live, Cancelled);
        await inbox.AcceptAsync(new RemoveQuestion { Site = "cooking", Id = "2", Revision = 7 }, Cancelled);
        await inbox.AcceptAsync([.. Enumerable.Range(0, 300).Select(i => Question($"{i}"))], Lane.Bulk, Cancelled);

        var survivor = _fixture.OpenAfterCrash();

        var live = survivor.Read(Lane.Live, 0, 10).Select(row => row.Message.Command()).ToList();
        live.Count.ShouldBe(2);
        JsonSerializer.Serialize(live[0]).ShouldBe(JsonSerializer.Serialize<object>(question));
        live[1].ShouldBe(new RemoveQuestion { Site = "cooking", Id = "2", Revision = 7 });
        survivor.Read(Lane.Bulk, 0, 1000).Select(row => row.Message.Id).ShouldBe(Enumerable.Range(0, 300).Select(i => $"{i}"));
        survivor.Of(Lane.Live).Waiting.ShouldBe(2);
        survivor.Of(Lane.Bulk).Waiting.ShouldBe(300);
    }

    [Fact]
    public async Task A_revision_given_out_before_a_crash_is_not_given_out_again_after_the_clock_was_set_back()
    {
        var time = new FakeTimeProvider();
        var before = new RevisionClock(time);
        var inbox = _fixture.Open(clock: before);
        await inbox.AcceptAsync([Question("own", revision: 1L << 52), Question("1", before.Next())], Lane.Live, Cancelled);
        var last = before.Next();
        await inbox.AcceptAsync(new RemoveQuestion { Id = "1", Revision = last }, Cancelled);
        await Task.WhenAll(inbox.Read(Lane.Live, 0, 10).Select(inbox.CompleteAsync));

        var after = new RevisionClock(new FakeTimeProvider(time.GetUtcNow().AddHours(-2)));
        _fixture.OpenAfterCrash(clock: after);

        after.Next().ShouldBe(last + 1);
    }

    [Fact]
    public async Task A_revision_is_not_given_out_again_either_after_a_restart_in_which_none_was_and_the_clock_was_set_back()
    {
        var time = new FakeTimeProvider();
        var first = new RevisionClock(time);
        var last = first.Next();
        await _fixture.Open(clock: first).AcceptAsync([Question("1", last)], Lane.Live, Cancelled);
        await _fixture.CloseAsync();

        var setBack = new FakeTimeProvider(time.GetUtcNow().AddHours(-2));
        var inbox = _fixture.Open(clock: new RevisionClock(setBack));
        await inbox.CompleteAsync(inbox.Read(Lane.Live, 0, 10).Single());
        var after = new RevisionClock(setBack);
        _fixture.OpenAfterCrash(clock: after);

        after.Next().ShouldBe(last + 1);
    }

    /// <summary>No test can cut the power; this is what the disk is asked for.</summary>
    [Fact]
    public void A_commit_waits_until_the_disk_has_it()
    {
        using var file = InboxFile.Open(Path.GetDirectoryName(_fixture.Database)!, TimeProvider.System);

        file.WriteConnection.Scalar("PRAGMA synchronous").ShouldBe(2, "FULL");
    }

    [Fact]
    public async Task What_was_processed_does_not_come_back_and_its_number_is_not_used_again()
    {
        var inbox = _fixture.Open();
        await inbox.AcceptAsync([Question("1")], Lane.Live, Cancelled);
        var first = inbox.Read(Lane.Live, 0, 10).Single();
        await inbox.CompleteAsync(first);

        var survivor = _fixture.OpenAfterCrash();
        survivor.Read(Lane.Live, 0, 10).ShouldBeEmpty();
        await survivor.AcceptAsync([Question("2")], Lane.Live, Cancelled);

        survivor.Read(Lane.Live, first.Number, 10).Single().Message.Id.ShouldBe("2");
        survivor.Of(Lane.Live).Waiting.ShouldBe(1);
    }

    [Fact]
    public async Task Once_it_is_stopped_no_text_of_what_was_processed_is_left_in_its_files()
    {
        const string Secret = "xylophonequark";
        var inbox = _fixture.Open();
        var questions = Enumerable.Range(0, 20).Select(i => Question($"{i}") with { Body = string.Concat(Enumerable.Repeat(Secret, 20 * i)) });
        await inbox.AcceptAsync([.. questions], Lane.Live, Cancelled);
        await Task.WhenAll(inbox.Read(Lane.Live, 0, 20).Select(row => inbox.CompleteAsync(row)));
        await _fixture.CloseAsync();

        Directory.GetFiles(Path.GetDirectoryName(_fixture.Database)!).ShouldAllBe(file => !File.ReadAllText(file).Contains(Secret));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task No_other_account_can_read_what_waits_not_even_in_a_folder_that_all_can_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");

        await _fixture.Open().AcceptAsync([Question("1")], Lane.Live, Cancelled);

        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            File.GetUnixFileMode(_fixture.Database + suffix).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, suffix);
        }
    }

    [Fact]
    public async Task Many_at_a_time_share_few_flushes_of_the_disk()
    {
        var inbox = _fixture.Open();
        var before = WriteAheadLog.Commits(_fixture.Database);

        Task[] accepted;
        using (_fixture.Lock())
        {
            // The first write waits for the lock, and all that come meanwhile wait for the first write.
            accepted = [.. Enumerable.Range(0, 100).Select(i => inbox.AcceptAsync([Question($"{i}")], Lane.Live, Cancelled))];
        }

        await Task.WhenAll(accepted);
        (WriteAheadLog.Commits(_fixture.Database) - before).ShouldBeInRange(1, 2);
        inbox.Of(Lane.Live).Waiting.ShouldBe(100);
    }

    [Fact]
    public async Task A_full_live_lane_turns_questions_away_until_there_is_room()
    {
        var inbox = _fixture.Open(capacity: 2);
        await inbox.AcceptAsync([Question("1")], Lane.Live, Cancelled);
        await inbox.AcceptAsync([Question("2")], Lane.Live, Cancelled);

        (await Should.ThrowAsync<ServiceBusyException>(() => inbox.AcceptAsync([Question("3")], Lane.Live, Cancelled))).RetryAfter.ShouldBeGreaterThan(TimeSpan.Zero);
        await Should.ThrowAsync<ServiceBusyException>(() => inbox.AcceptAsync(new RemoveQuestion { Id = "1", Revision = 2 }, Cancelled));
        await inbox.CompleteAsync(inbox.Read(Lane.Live, 0, 1).Single());
        await inbox.AcceptAsync([Question("3")], Lane.Live, Cancelled);

        inbox.Read(Lane.Live, 0, 10).Select(row => row.Message.Id).ShouldBe(["2", "3"]);
    }

    [Fact]
    public async Task A_full_bulk_lane_lets_an_upload_wait_and_the_live_lane_go_on()
    {
        var inbox = _fixture.Open(capacity: 10);
        await inbox.AcceptAsync([.. Enumerable.Range(0, 8).Select(i => Question($"{i}"))], Lane.Bulk, Cancelled);

        var waiting = inbox.AcceptAsync([Question("8"), Question("9"), Question("10")], Lane.Bulk, Cancelled);
        await inbox.AcceptAsync([Question("live")], Lane.Live, Cancelled);
        waiting.IsCompleted.ShouldBeFalse();

        await inbox.CompleteAsync(inbox.Read(Lane.Bulk, 0, 1).Single());
        await waiting;
        inbox.Of(Lane.Bulk).Waiting.ShouldBe(10);
    }

    [Fact]
    public async Task An_upload_that_goes_away_while_it_waits_leaves_nothing()
    {
        var inbox = _fixture.Open(capacity: 1);
        await inbox.AcceptAsync([Question("1")], Lane.Bulk, Cancelled);
        using var gone = new CancellationTokenSource();
        var waiting = inbox.AcceptAsync([Question("2")], Lane.Bulk, gone.Token);

        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        await inbox.CompleteAsync(inbox.Read(Lane.Bulk, 0, 1).Single());
        inbox.Of(Lane.Bulk).Waiting.ShouldBe(0);
        inbox.Read(Lane.Bulk, 0, 10).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stop_turns_away_an_upload_that_waits_for_room()
    {
        var inbox = _fixture.Open(capacity: 1);
        await inbox.AcceptAsync([Question("1")], Lane.Bulk, Cancelled);
        var waiting = inbox.AcceptAsync([Question("2")], Lane.Bulk, Cancelled);

        _fixture.Stop();

        await Should.ThrowAsync<ServiceUnavailableException>(() => Until.DoneAsync(waiting));
    }

    [Fact]
    public async Task Uploads_get_in_in_the_order_in_which_they_came()
    {
        var lane = new InboxLane(capacity: 2, window: 1, waiting: 2);
        var first = lane.EnterAsync(2, Cancelled);
        lane.Leave(1);
        var second = lane.EnterAsync(1, Cancelled);
        second.IsCompleted.ShouldBeFalse("there is room for it, but the first came before it");

        lane.Leave(1);
        await Until.DoneAsync(first);
        second.IsCompleted.ShouldBeFalse();

        lane.Leave(1);
        await Until.DoneAsync(second);
        lane.Waiting.ShouldBe(2);
    }

    [Fact]
    public async Task An_upload_that_goes_away_lets_the_next_one_in()
    {
        var lane = new InboxLane(capacity: 2, window: 1, waiting: 2);
        using var gone = new CancellationTokenSource();
        var first = lane.EnterAsync(2, gone.Token);
        lane.Leave(1);
        var second = lane.EnterAsync(1, Cancelled);

        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => first);
        await Until.DoneAsync(second);
    }

    [Fact]
    public async Task A_chunk_larger_than_its_lane_gets_in_when_the_lane_is_empty()
    {
        var inbox = _fixture.Open(capacity: 1);

        await inbox.AcceptAsync([Question("1"), Question("2")], Lane.Bulk, Cancelled);

        inbox.Of(Lane.Bulk).Waiting.ShouldBe(2);
    }

    [Fact]
    public async Task A_message_that_failed_is_kept_with_its_reason()
    {
        var inbox = _fixture.Open();
        await inbox.AcceptAsync([Question("bad"), Question("good")], Lane.Bulk, Cancelled);

        await inbox.FailAsync(inbox.Read(Lane.Bulk, 0, 1).Single(), "title: is blank");

        var survivor = _fixture.OpenAfterCrash();
        survivor.FailedCount.ShouldBe(1);
        _fixture.Failed.ShouldBe(["default bad title: is blank"]);
        survivor.Read(Lane.Bulk, 0, 10).ShouldHaveSingleItem().Message.Id.ShouldBe("good");
    }

    [Fact]
    public async Task A_question_that_is_processed_after_all_is_no_failure_any_more()
    {
        var inbox = _fixture.Open();
        await inbox.AcceptAsync([Question("mended"), Question("mended", revision: 2), Question("newer", revision: 9), Question("other")], Lane.Bulk, Cancelled);
        foreach (var row in inbox.Read(Lane.Bulk, 0, 10))
        {
            await inbox.FailAsync(row, "title: is blank");
        }

        inbox.FailedCount.ShouldBe(4);
        await inbox.AcceptAsync([Question("mended", revision: 2), Question("newer", revision: 8)], Lane.Live, Cancelled);
        foreach (var row in inbox.Read(Lane.Live, 0, 10))
        {
            await inbox.CompleteAsync(row);
        }

        inbox.FailedCount.ShouldBe(2);
        _fixture.Failed.ShouldBe(["default newer title: is blank", "default other title: is blank"]);
        _fixture.OpenAfterCrash().FailedCount.ShouldBe(2);
    }

    [Fact]
    public async Task A_question_that_failed_and_is_removed_is_no_failure_any_more()
    {
        var inbox = _fixture.Open();
        await inbox.AcceptAsync([Question("1")], Lane.Live, Cancelled);
        await inbox.FailAsync(inbox.Read(Lane.Live, 0, 1).Single(), "title: is blank");

        await inbox.AcceptAsync(new RemoveQuestion { Id = "1", Revision = 2 }, Cancelled);
        await inbox.CompleteAsync(inbox.Read(Lane.Live, 0, 1).Single());

        inbox.FailedCount.ShouldBe(0);
    }

    [Fact]
    public async Task The_newest_queued_copy_of_a_question_is_found_unless_it_is_removed()
    {
        var inbox = _fixture.Open();
        await inbox.AcceptAsync([Question("1", revision: 5), Question("1", revision: 9), Question("1", revision: 7)], Lane.Bulk, Cancelled);

        (await inbox.FindQueuedAsync("default", "1", Cancelled))!.Revision.ShouldBe(9);
        (await inbox.FindQueuedAsync("other", "1", Cancelled)).ShouldBeNull();

        await inbox.AcceptAsync(new RemoveQuestion { Id = "1", Revision = 8 }, Cancelled);
        (await inbox.FindQueuedAsync("default", "1", Cancelled))!.Revision.ShouldBe(9);
        await inbox.AcceptAsync(new RemoveQuestion { Id = "1", Revision = 9 }, Cancelled);
        (await inbox.FindQueuedAsync("default", "1", Cancelled)).ShouldBeNull();

        // The removals are done, and the copies still wait.
        await Task.WhenAll(inbox.Read(Lane.Live, 0, 10).Select(inbox.CompleteAsync));
        (await inbox.FindQueuedAsync("default", "1", Cancelled)).ShouldBeNull();
        inbox.Read(Lane.Bulk, 0, 10).Count.ShouldBe(3);
        await inbox.AcceptAsync([Question("1", revision: 10)], Lane.Bulk, Cancelled);
        (await inbox.FindQueuedAsync("default", "1", Cancelled))!.Revision.ShouldBe(10);
    }

    [Fact]
    public async Task Of_many_queued_copies_of_a_question_only_the_newest_is_read()
    {
        var inbox = _fixture.Open();
        await inbox.AcceptAsync(
            [.. Enumerable.Range(0, 500).Select(i => Question("1", revision: i) with { Body = new string('b', 30_000) })], Lane.Bulk, Cancelled);
        await inbox.FindQueuedAsync("default", "2", Cancelled);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var found = await inbox.FindQueuedAsync("default", "1", Cancelled);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
        found!.Revision.ShouldBe(499);
    }

    [Fact]
    public async Task What_cannot_be_written_is_not_acknowledged_and_the_rest_goes_on()
    {
        var inbox = _fixture.Open();
        _fixture.Execute("CREATE TRIGGER broken BEFORE INSERT ON inbox WHEN NEW.id = 'bad' BEGIN SELECT RAISE(ABORT, 'broken'); END");

        var bad = inbox.AcceptAsync([Question("half"), Question("bad")], Lane.Live, Cancelled);
        await inbox.AcceptAsync([Question("good")], Lane.Live, Cancelled);

        (await Should.ThrowAsync<ServiceUnavailableException>(() => bad)).Message.ShouldStartWith("The inbox cannot be written: ");
        inbox.Read(Lane.Live, 0, 10).Select(row => row.Message.Id).ShouldBe(["good"]);
        inbox.Of(Lane.Live).Waiting.ShouldBe(1);
    }

    [Fact]
    public async Task All_that_waits_for_a_lock_is_turned_away_together()
    {
        var inbox = _fixture.Open();
        using var other = _fixture.Lock();

        var accepted = Enumerable.Range(0, 100).Select(i => inbox.AcceptAsync([Question($"{i}")], Lane.Live, Cancelled)).ToList();
        await Should.ThrowAsync<ServiceUnavailableException>(() => Until.DoneAsync(Task.WhenAll(accepted)));

        inbox.Of(Lane.Live).Waiting.ShouldBe(0);
    }

    [Fact]
    public void An_operator_reads_what_is_wrong_with_the_disk()
    {
        SqliteFaults.Describe(new SqliteException("", 13)).ShouldBe("the disk is full");
        SqliteFaults.Describe(new SqliteException("", 7)).ShouldBe("there is not enough memory");
        SqliteFaults.Describe(new SqliteException("", 10)).ShouldBe("the disk reports an error");
        SqliteFaults.Describe(new SqliteException("", 999)).ShouldBe("SQLite reports error 999");
    }

    [Fact]
    public void A_folder_is_used_by_one_process_at_a_time()
    {
        _fixture.Open();

        Should.Throw<IOException>(() => _fixture.Open()).Message.ShouldContain($"{_fixture.Database} cannot be locked");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4096 + 2048)]
    public async Task A_damaged_file_is_named_with_what_to_do(int from)
    {
        var inbox = _fixture.Open();
        await inbox.AcceptAsync([.. Enumerable.Range(0, 300).Select(i => Question($"{i}"))], Lane.Bulk, Cancelled);
        await _fixture.CloseAsync();
        var bytes = await File.ReadAllBytesAsync(_fixture.Database, Cancelled);
        bytes.AsSpan(from, 6000).Fill((byte)'x');
        await File.WriteAllBytesAsync(_fixture.Database, bytes, Cancelled);

        var message = Should.Throw<IOException>(() => _fixture.Open()).Message;

        message.ShouldContain(_fixture.Database);
        message.ShouldContain("is damaged. Restore it");
    }

    [Fact]
    public async Task A_file_that_has_lost_a_column_is_named()
    {
        _fixture.Open();
        await _fixture.CloseAsync();
        _fixture.Execute("DROP INDEX failed_by_question; ALTER TABLE failed DROP COLUMN site");

        Should.Throw<IOException>(() => _fixture.Open()).Message.ShouldStartWith($"{_fixture.Database} cannot be opened: ");
    }

    [Fact]
    public void A_file_that_the_machine_does_not_let_open_is_named_with_what_to_do()
    {
        Directory.CreateDirectory(_fixture.Database);

        var message = Should.Throw<IOException>(() => _fixture.Open()).Message;

        message.ShouldStartWith($"{_fixture.Database} cannot be opened (");
        message.ShouldContain("Check the disk, its free space");
    }

    [Theory]
    [InlineData("inbox")]
    [InlineData("failed")]
    public async Task A_file_without_its_table_is_not_ours(string table)
    {
        _fixture.Open();
        await _fixture.CloseAsync();
        _fixture.Execute($"DROP TABLE {table}");

        Should.Throw<IOException>(() => _fixture.Open()).Message.ShouldContain($"{_fixture.Database} is a database of another program");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_database_of_another_program_is_refused_and_left_as_it_is(int version)
    {
        _fixture.Execute($"CREATE TABLE albums (title TEXT); PRAGMA user_version = {version}");
        var before = File.ReadAllBytes(_fixture.Database);

        Should.Throw<IOException>(() => _fixture.Open()).Message.ShouldContain("is a database of another program");

        File.ReadAllBytes(_fixture.Database).ShouldBe(before);
    }

    [Fact]
    public async Task A_file_of_the_version_before_is_taken_over()
    {
        await _fixture.Open().AcceptAsync([Question("1")], Lane.Live, Cancelled);
        await _fixture.CloseAsync();
        _fixture.Execute("ALTER TABLE inbox DROP COLUMN trace; ALTER TABLE failed DROP COLUMN trace; DROP TABLE probe; DROP TABLE clock; PRAGMA user_version = 1");

        var inbox = _fixture.Open();

        var old = inbox.Read(Lane.Live, 0, 10).ShouldHaveSingleItem();
        old.Message.Id.ShouldBe("1");
        old.Message.Trace.ShouldBeNull();
        await inbox.FailAsync(old, "too old");
        _fixture.Failed.ShouldBe(["default 1 too old"]);
    }

    [Fact]
    public async Task The_trace_of_a_question_survives_a_crash()
    {
        using var request = new Activity("request").Start();
        await _fixture.Open().AcceptAsync([Question("1")], Lane.Live, Cancelled);

        var survivor = _fixture.OpenAfterCrash();

        ActivityContext.Parse(survivor.Read(Lane.Live, 0, 10).Single().Message.Trace!, null).TraceId.ShouldBe(request.TraceId);
    }

    [Fact]
    public async Task A_file_of_another_version_is_refused()
    {
        _fixture.Open();
        await _fixture.CloseAsync();
        _fixture.Execute("PRAGMA user_version = 99");

        Should.Throw<IOException>(() => _fixture.Open()).Message.ShouldContain("its format is 99");
    }
}
