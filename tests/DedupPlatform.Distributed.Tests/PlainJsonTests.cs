using System.Text.Json;
using DedupPlatform.Contracts;
using DedupPlatform.Distributed.Tests.Running;

namespace DedupPlatform.Distributed.Tests;

public sealed class PlainJsonTests(Platform platform, RunningWorker worker) : IClassFixture<RunningWorker>
{
    [Fact]
    public async Task A_question_published_as_bare_json_is_found_and_announced()
    {
        var indexed = await platform.Queues.CollectAsync(ExchangeNames.QuestionIndexed);
        await platform.Queues.PublishAsync(QueueNames.IndexQuestions, """
            {"site":"plain","id":"egg","title":"How long should I boil an egg?","body":"Soft yolk.","url":"https://example.org/egg","tags":["eggs"],"createdAt":"2026-05-01T12:30:00Z","revision":7}
            """);
        await platform.IndexedAsync("plain", 1);

        var question = (await platform.FindAsync("plain", "egg"))!.Value;
        question.GetProperty("revision").GetInt64().ShouldBe(7);
        question.GetProperty("url").GetString().ShouldBe("https://example.org/egg");
        await Until.TrueAsync(() => indexed.ContainsKey("egg"), "the event came");
    }

    [Fact]
    public async Task A_duplicate_is_announced_as_bare_json_with_its_candidates()
    {
        var queue = await platform.Queues.BindAsync(ExchangeNames.DuplicatesDetected);
        await platform.Queues.PublishAsync(QueueNames.IndexQuestions, new { site = "twice", id = "a", title = "How do I learn to swim as an adult?" });
        await platform.IndexedAsync("twice", 1);
        await platform.Queues.PublishAsync(QueueNames.IndexQuestions, new { site = "twice", id = "b", title = "As an adult, how do I learn to swim?" });

        // Where the two overlap, the first one may be announced as well.
        JsonElement detected = default;
        await Until.TrueAsync(
            async () => await platform.Queues.TakeAsync(queue) is { } message
                && (detected = JsonDocument.Parse(message.Body).RootElement).GetProperty("id").GetString() == "b",
            "the event came");
        detected.GetProperty("candidates")[0].GetProperty("id").GetString().ShouldBe("a");
        detected.GetProperty("candidates")[0].GetProperty("similarity").GetSingle().ShouldBeInRange(0.5f, 1);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("text/plain")]
    public async Task The_content_type_need_not_be_exact(string? contentType)
    {
        var id = $"type-{contentType?.Length}";
        await platform.Queues.PublishAsync(QueueNames.IndexQuestions, $$"""{"site":"types","id":"{{id}}","title":"Does it matter?"}""", contentType);
        await Until.TrueAsync(async () => await platform.FindAsync("types", id) is not null, "the question is searchable");
    }

    [Fact]
    public async Task Site_and_revision_may_be_left_out()
    {
        await platform.Queues.PublishAsync(QueueNames.IndexQuestions, """{"id":"bare","title":"Which site is this on?","site":null,"tags":null}""");
        await Until.TrueAsync(async () => await platform.FindAsync("default", "bare") is not null, "the question is searchable");
    }

    [Fact]
    public async Task A_removal_published_as_bare_json_takes_the_question_out_for_good_and_is_announced()
    {
        var removed = await platform.Queues.CollectAsync(ExchangeNames.QuestionRemoved);
        await platform.Queues.PublishAsync(QueueNames.IndexQuestions, new { site = "gone", id = "1", title = "Will I be removed?", revision = 1 });
        await platform.IndexedAsync("gone", 1);
        await platform.Queues.PublishAsync(QueueNames.RemoveQuestions, new { site = "gone", id = "1", revision = 5 });
        await platform.IndexedAsync("gone", 0);
        await Until.TrueAsync(() => removed.ContainsKey("1"), "the event came");

        await platform.Queues.PublishAsync(QueueNames.IndexQuestions, new { site = "gone", id = "1", title = "Will I return?", revision = 4 });
        await platform.Queues.PublishAsync(QueueNames.IndexQuestions, new { site = "gone", id = "2", title = "Was the other one before me?", revision = 1 });
        await Until.TrueAsync(async () => await platform.FindAsync("gone", "2") is not null, "the next question is searchable");
        (await platform.FindAsync("gone", "1")).ShouldBeNull();
    }

    [Theory]
    [InlineData("garbage", "not one JSON object")]
    [InlineData("", "not one JSON object")]
    [InlineData("[1,2]", "must be one JSON object")]
    [InlineData("""{"title":"secret words"}""", "id: is missing")]
    [InlineData("""{"id":4,"title":"secret words","revision":"x","colour":"red"}""", "id: must be a string")]
    [InlineData("""{"id":"1","title":"secret words","site":"No Such Site"}""", "site: must be")]
    [InlineData("""{"id":"1","title":"\ud800 secret words"}""", "title: holds half of a surrogate pair")]
    public async Task What_is_no_question_is_set_aside_with_its_reason(string body, string reason)
    {
        var faults = Faults();
        await platform.Queues.PublishAsync(QueueNames.IndexQuestions, body);
        await Until.TrueAsync(async () => await platform.Queues.WaitingAsync("index-questions_error") == 1, "it is in the error queue", () => worker.Output);

        var error = (await platform.Queues.TakeErrorsAsync(QueueNames.IndexQuestions)).ShouldHaveSingleItem();
        error.Body.ShouldBe(body);
        error.Reason.ShouldContain(reason);
        error.Reason.ShouldNotContain("secret");
        await Until.TrueAsync(() => Faults() > faults, "the worker has said so", () => worker.Output);
        worker.Output.ShouldNotContain("secret");

        int Faults() => worker.Output.Split("has been set aside").Length;
    }

    [Fact]
    public async Task All_faults_of_a_message_are_told_at_once()
    {
        await platform.Queues.PublishAsync(QueueNames.IndexQuestions, """{"title":" ","revision":"x","colour":"red"}""");
        await Until.TrueAsync(async () => await platform.Queues.WaitingAsync("index-questions_error") == 1, "it is in the error queue");
        var reason = (await platform.Queues.TakeErrorsAsync(QueueNames.IndexQuestions)).Single().Reason;
        reason.ShouldContain("id: ");
        reason.ShouldContain("title: ");
        reason.ShouldContain("revision: ");
        reason.ShouldContain("colour: ");
    }

    [Fact]
    public async Task A_removal_that_is_none_is_set_aside_too()
    {
        await platform.Queues.PublishAsync(QueueNames.RemoveQuestions, """{"site":"gone"}""");
        await Until.TrueAsync(async () => await platform.Queues.WaitingAsync("remove-questions_error") == 1, "it is in the error queue");
        (await platform.Queues.TakeErrorsAsync(QueueNames.RemoveQuestions)).Single().Reason.ShouldContain("id: is missing");
    }

    [Fact]
    public async Task A_message_of_another_system_is_set_aside_instead_of_coming_back_for_ever()
    {
        await platform.Queues.PublishAsync(
            QueueNames.Reindex, """{"messageType":["urn:message:Elsewhere:Thing"],"message":{"a":1}}""", "application/vnd.masstransit+json");
        await Until.TrueAsync(async () => await platform.Queues.WaitingAsync("reindex_error") == 1, "it is in the error queue");
        (await platform.Queues.TakeErrorsAsync(QueueNames.Reindex)).ShouldHaveSingleItem().Reason.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task An_envelope_is_no_way_around_the_rules()
    {
        await platform.Queues.PublishAsync(
            QueueNames.IndexQuestions,
            """{"messageType":["urn:message:DedupPlatform.Contracts:IndexQuestion"],"message":{"site":"No Such Site","id":"1","title":"secret words"}}""",
            "application/vnd.masstransit+json");
        await Until.TrueAsync(async () => await platform.Queues.WaitingAsync("index-questions_error") == 1, "it is in the error queue", () => worker.Output);
        (await platform.Queues.TakeErrorsAsync(QueueNames.IndexQuestions)).Single().Reason.ShouldContain("messageType: ");
    }

    [Theory]
    [InlineData("MT-Fault-Address")]
    [InlineData("MT-Response-Address")]
    public async Task A_sender_cannot_name_a_place_for_faults_to_go_to(string header)
    {
        await platform.Queues.Channel.ExchangeDeclareAsync("elsewhere", "fanout", durable: true, autoDelete: false);
        var elsewhere = await platform.Queues.BindAsync("elsewhere");
        await platform.Queues.PublishAsync(QueueNames.Reindex, """{"jobId":null}""", headers: new Dictionary<string, object?>
        {
            ["MT-MessageType"] = "urn:message:DedupPlatform.Contracts:StartReindex",
            [header] = "exchange:elsewhere",
        });
        await Until.TrueAsync(async () => await platform.Queues.WaitingAsync("reindex_error") == 1, "it is in the error queue", () => worker.Output);

        await platform.Queues.TakeErrorsAsync(QueueNames.Reindex);
        (await platform.Queues.TakeAsync(elsewhere)).ShouldBeNull();
    }
}
