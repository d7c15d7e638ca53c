using System.IO.Pipelines;
using System.Text.Json;
using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using DedupPlatform.Ingestion.Tests.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DedupPlatform.Ingestion.Tests.Bulk;

public sealed class BulkUploadTests
{
    // Those that the API's description names.
    private static readonly IEnumerable<string> Fields =
        typeof(QuestionBody).GetProperties().Select(field => JsonNamingPolicy.CamelCase.ConvertName(field.Name));

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingIntake _intake = new();
    private readonly ApplicationLifetime _process = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly BulkTally _tally = new(new QuestionLimits());
    private readonly BulkUpload _upload;

    public BulkUploadTests()
    {
        var limits = new QuestionLimits();
        _upload = new BulkUpload(
            limits, new QuestionReader(new QuestionRules(limits), new RevisionClock(_time), _time), _intake, new IngestionMetrics(new TestMeters()), _time,
            _process);
    }

    [Fact]
    public async Task Broken_lines_in_the_middle_are_named_and_the_others_accepted()
    {
        await TakeAsync([.. TextEncoding.UTF8.GetBytes($$"""
            {"id":"1","title":"One?"}
            not json
            {"id":"3"}
            {"id":"4","title":"Four?","extra":1,"tags":[2]}

            {"id":"6","title":"{{new string('x', 70_000)}}"}
            """), .. "\n{\"id\":\"7\",\"title\":\""u8, 0xC3, 0x28, .. "\"}\n{\"id\":\"8\",\"title\":\"Eight?\"}"u8]);

        _intake.Accepted.Select(question => question.Id).ShouldBe(["1", "8"]);
        var response = _tally.Response();
        response.Accepted.ShouldBe(2);
        response.RejectedCount.ShouldBe(5);
        response.Rejected.Select(line => line.Line).ShouldBe([2, 3, 4, 6, 7]);
        response.Rejected[2].Errors.ShouldBe(
            ["tags[0]: must be a string, was 2", $"extra: is not a known field; known are {string.Join(", ", Fields)}"]);
        response.Rejected[3].Errors.ShouldBe(["has more than 65536 bytes, which Limits:BulkLineBytes allows a line; send it alone to /v1/questions"]);
        response.Rejected[4].Errors.ShouldBe(["is not valid UTF-8; send JSON encoded as UTF-8"]);
    }

    [Fact]
    public async Task A_line_with_more_faults_than_are_listed_is_rejected_and_the_others_accepted()
    {
        var unknown = string.Join(',', Enumerable.Range(0, 101).Select(i => $"\"field {i}\":1"));

        await TakeAsync(TextEncoding.UTF8.GetBytes($$"""
            {{{unknown}}}
            {"id":"2","title":"Two?"}
            """));

        _intake.Accepted.ShouldHaveSingleItem().Id.ShouldBe("2");
        _tally.Response().Rejected.ShouldHaveSingleItem().Errors.Count.ShouldBe(101);
    }

    [Fact]
    public async Task Of_two_copies_in_one_upload_the_later_one_wins()
    {
        await TakeAsync(Lines(500, _ => "same"));

        var revisions = _intake.Accepted.Select(question => question.Revision!.Value).ToList();
        revisions.ShouldBe(revisions.Order().Distinct());
        revisions.Count.ShouldBe(500);
    }

    [Fact]
    public async Task All_rejected_lines_are_counted_and_the_first_hundred_listed()
    {
        await TakeAsync(TextEncoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{}\n", 250))));

        _tally.Response().RejectedCount.ShouldBe(250);
        _tally.Response().Rejected.Select(line => line.Line).ShouldBe(Enumerable.Range(1, 100).Select(i => (long)i));
    }

    [Fact]
    public async Task Large_questions_are_handed_on_before_many_of_them_are_held()
    {
        await TakeAsync(Lines(200, i => $"{i}", body: new string('b', 30_000)));

        _intake.Accepted.Count.ShouldBe(200);
        _intake.Chunks.ShouldAllBe(chunk => chunk < 40);
    }

    [Fact]
    public async Task A_failure_midway_leaves_only_durable_questions_counted()
    {
        _intake.FailAfterChunks = 2;

        await Should.ThrowAsync<ServiceUnavailableException>(() => TakeAsync(Lines(1000, i => $"{i}")));

        _tally.Accepted.ShouldBe(512);
        _intake.Accepted.Count.ShouldBe(512);
    }

    [Fact]
    public async Task While_the_intake_has_no_room_nothing_more_is_read()
    {
        const long Held = 64 * 1024, Step = 4096;
        _intake.Room = new TaskCompletionSource();
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: Held, resumeWriterThreshold: Held / 2));
        var taking = _upload.TakeAsync(pipe.Reader, _tally, TestContext.Current.CancellationToken);
        var upload = Lines(20_000, i => $"{i}");

        var sent = 0L;
        var sending = SendAsync();
        await Until.DoneAsync(_intake.Waiting.Task);
        var before = -1L;
        await Until.TrueAsync(() => before == (before = Volatile.Read(ref sent)), "the sender is held back");

        // What the pipe holds, and the questions that wait for room.
        sent.ShouldBeLessThan(Held + (256 * upload.Length / 20_000) + (2 * Step));
        _intake.Accepted.ShouldBeEmpty();

        _intake.Room.SetResult();
        await Until.DoneAsync(sending);
        await Until.DoneAsync(taking);
        _tally.Accepted.ShouldBe(20_000);

        async Task SendAsync()
        {
            foreach (var chunk in upload.Chunk((int)Step))
            {
                await pipe.Writer.WriteAsync(chunk);
                Interlocked.Add(ref sent, chunk.Length);
            }

            await pipe.Writer.CompleteAsync();
        }
    }

    [Fact]
    public async Task A_sender_that_is_slow_is_waited_for_and_one_that_has_fallen_silent_is_not()
    {
        var pipe = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
        var taking = _upload.TakeAsync(pipe.Reader, _tally, TestContext.Current.CancellationToken);
        await pipe.Writer.WriteAsync(Lines(256, i => $"{i}"), TestContext.Current.CancellationToken);

        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(9));
            await pipe.Writer.WriteAsync("\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        taking.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMinutes(10));

        (await Should.ThrowAsync<BadHttpRequestException>(() => taking)).StatusCode.ShouldBe(StatusCodes.Status408RequestTimeout);
        _tally.Accepted.ShouldBe(256);
    }

    [Fact]
    public async Task A_sender_that_is_held_back_has_not_fallen_silent()
    {
        _intake.Room = new TaskCompletionSource();
        var pipe = new Pipe();
        var taking = _upload.TakeAsync(pipe.Reader, _tally, TestContext.Current.CancellationToken);
        await pipe.Writer.WriteAsync(Lines(256, i => $"{i}"), TestContext.Current.CancellationToken);
        await Until.DoneAsync(_intake.Waiting.Task);

        _time.Advance(TimeSpan.FromHours(1));
        _intake.Room.SetResult();
        await pipe.Writer.CompleteAsync();

        await Until.DoneAsync(taking);
        _tally.Accepted.ShouldBe(256);
    }

    [Fact]
    public async Task What_has_come_is_handed_on_before_more_is_waited_for()
    {
        var pipe = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
        var taking = _upload.TakeAsync(pipe.Reader, _tally, TestContext.Current.CancellationToken);

        await pipe.Writer.WriteAsync(Lines(1, i => $"{i}"), TestContext.Current.CancellationToken);
        _tally.Accepted.ShouldBe(1);
        await pipe.Writer.WriteAsync((byte[])[.. Lines(600, i => $"{i}"), .. "{\"id\":"u8], TestContext.Current.CancellationToken);

        _intake.Chunks.ShouldBe([1, 256, 256, 88]);
        taking.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task What_came_whole_is_kept_if_the_rest_cannot_be_read()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await pipe.Writer.WriteAsync(Lines(300, i => $"{i}"), TestContext.Current.CancellationToken);

        await Should.ThrowAsync<BadHttpRequestException>(
            () => _upload.TakeAsync(new BreakingReader(pipe.Reader), _tally, TestContext.Current.CancellationToken));

        _tally.Accepted.ShouldBe(300);
        _intake.Accepted.Count.ShouldBe(300);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_process_that_is_stopping_ends_an_upload_whatever_it_waits_for(bool isFull)
    {
        _intake.Room = isFull ? new TaskCompletionSource() : null;
        var pipe = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
        var taking = _upload.TakeAsync(pipe.Reader, _tally, TestContext.Current.CancellationToken);
        await pipe.Writer.WriteAsync(Lines(3, i => $"{i}"), TestContext.Current.CancellationToken);

        _process.StopApplication();

        (await Should.ThrowAsync<ServiceUnavailableException>(() => Until.DoneAsync(taking))).Message.ShouldBe("The process is stopping.");
        _tally.Accepted.ShouldBe(isFull ? 0 : 3);
    }

    [Fact]
    public async Task A_process_that_is_stopping_takes_no_more_of_an_upload_that_flows()
    {
        _process.StopApplication();

        await Should.ThrowAsync<ServiceUnavailableException>(() => TakeAsync(Lines(1000, i => $"{i}")));

        _intake.Accepted.ShouldBeEmpty();
    }

    private static byte[] Lines(int count, Func<int, string> id, string body = "Some details.") => TextEncoding.UTF8.GetBytes(
        string.Concat(Enumerable.Range(0, count).Select(i => $$"""{"id":"{{id(i)}}","title":"What is {{i}}?","body":"{{body}}"}""" + "\n")));

    /// <summary>An upload all of which is there at once.</summary>
    private async Task TakeAsync(byte[] upload)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await pipe.Writer.WriteAsync(upload, TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync();
        await _upload.TakeAsync(pipe.Reader, _tally, TestContext.Current.CancellationToken);
    }

    /// <summary>Fails as soon as what has come so far is read.</summary>
    private sealed class BreakingReader(PipeReader reader) : PipeReader
    {
        private bool _isRead;

        public override bool TryRead(out ReadResult result)
        {
            if (_isRead)
            {
                throw new BadHttpRequestException("Unexpected end of request content.");
            }

            return _isRead = reader.TryRead(out result);
        }

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => reader.ReadAsync(cancellationToken);

        public override void AdvanceTo(SequencePosition consumed) => reader.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => reader.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => reader.CancelPendingRead();

        public override void Complete(Exception? exception = null) => reader.Complete(exception);
    }
}
