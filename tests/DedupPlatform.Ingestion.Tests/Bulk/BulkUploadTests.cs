using System.IO.Pipelines;
using DedupPlatform.Contracts;
using DedupPlatform.Distributed.Tests.Running;
using DedupPlatform.Hosting;
using DedupPlatform.Ingestion.Tests.Api;
using Microsoft.Extensions.Time.Testing;

namespace DedupPlatform.Ingestion.Tests.Bulk;

public sealed class BulkUploadTests
{
    private readonly RecordingIntake _intake = new();
    private readonly BulkTally _tally = new(new QuestionLimits());
    private readonly BulkUpload _upload;

    public BulkUploadTests()
    {
        var time = new FakeTimeProvider();
        var limits = new QuestionLimits();
        _upload = new BulkUpload(
            limits, new QuestionReader(new QuestionRules(limits), new RevisionClock(time), time), _intake, new IngestionMetrics(new TestMeters()));
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
            ["tags[0]: must be a string, was 2", "extra: is not a known field; known are site, id, title, body, url, tags, createdAt, revision"]);
        response.Rejected[3].Errors.ShouldBe(["has more than 65536 bytes"]);
        response.Rejected[4].Errors.ShouldBe(["is not valid UTF-8; send JSON encoded as UTF-8"]);
    }

    [Fact]
    [Fact]
    public async Task A_line_with_more_faults_than_are_listed_is_rejected_and_the_others_accepted()
    {
        var unknown = string.Join(',', Enumerable.Range(0, 101).Select(i => $"\"field {i}\":1"));

        await TakeAsync(TextEncoding.UTF8.GetBytes($$"""
            {{{unknown}}}
            {"id":"2","title":"Two?"}
            """));

        _intake.Accepted.ShouldHaveSingleItem().Id.ShouldBe("2");
        _tally.Response().Rejected.ShouldHaveSingleItem().Errors.Count.ShouldBe(100);
    }

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
        const long Held = 64 * 1024;
        _intake.Room = new TaskCompletionSource();
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: Held, resumeWriterThreshold: Held / 2));
        var taking = _upload.TakeAsync(pipe.Reader, _tally, TestContext.Current.CancellationToken);
        var upload = Lines(20_000, i => $"{i}");

        var sending = SendAsync(pipe.Writer, upload);
        await Until.DoneAsync(_intake.Waiting.Task);
        sending.IsCompleted.ShouldBeFalse();
        _intake.Accepted.ShouldBeEmpty();

        _intake.Room.SetResult();
        await Until.DoneAsync(sending);
        await Until.DoneAsync(taking);
        _tally.Accepted.ShouldBe(20_000);
    }

    private static async Task SendAsync(PipeWriter writer, byte[] upload)
    {
        foreach (var chunk in upload.Chunk(4096))
        {
            await writer.WriteAsync(chunk);
        }

        await writer.CompleteAsync();
    }

    private static byte[] Lines(int count, Func<int, string> id, string body = "Some details.") => TextEncoding.UTF8.GetBytes(
        string.Concat(Enumerable.Range(0, count).Select(i => $$"""{"id":"{{id(i)}}","title":"What is {{i}}?","body":"{{body}}"}""" + "\n")));

    private Task TakeAsync(byte[] upload) =>
        _upload.TakeAsync(PipeReader.Create(new MemoryStream(upload)), _tally, TestContext.Current.CancellationToken);
}
