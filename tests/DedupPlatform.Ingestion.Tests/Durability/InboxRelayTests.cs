using System.Text.Json;
using DedupPlatform.Contracts;
using DedupPlatform.Standalone;
using DedupPlatform.VectorIndex;
using DedupPlatform.VectorIndex.Sqlite;
using MassTransit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using static DedupPlatform.Ingestion.Tests.Durability.InboxFixture;

namespace DedupPlatform.Ingestion.Tests.Durability;

public sealed class InboxRelayTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Each_command_goes_to_its_queue_and_leaves_the_inbox_when_it_has_been_processed()
    {
        await using var host = new RelayHost(_directory.Path);
        await host.StartAsync();
        var question = new IndexQuestion { Id = "1", Title = "Größe?", Tags = ["a"], Revision = 1, AcceptedAt = DateTimeOffset.UnixEpoch };

        await host.Inbox.AcceptAsync([question], Lane.Live, Cancelled);
        var live = await host.NextAsync();
        host.Inbox.Of(Lane.Live).Waiting.ShouldBe(1);
        live.Succeed();
        await host.DrainedAsync(Lane.Live);
        await host.Inbox.AcceptAsync([Question("2")], Lane.Bulk, Cancelled);
        var bulk = await host.NextAsync();
        bulk.Succeed();
        await host.Inbox.AcceptAsync(new RemoveQuestion { Id = "1", Revision = 2 }, Cancelled);
        var removal = await host.NextAsync();
        removal.Succeed();
        await host.DrainedAsync(Lane.Live);
        await host.DrainedAsync(Lane.Bulk);

        live.Queue.ShouldBe(QueueNames.IndexQuestions);
        JsonSerializer.Serialize(live.Command).ShouldBe(JsonSerializer.Serialize<object>(question));
        bulk.Queue.ShouldBe(QueueNames.IndexQuestionsBulk);
        removal.Queue.ShouldBe(QueueNames.RemoveQuestions);
        removal.Command.ShouldBe(new RemoveQuestion { Id = "1", Revision = 2 });
        host.Inbox.Read(Lane.Live, 0, 10).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_start_sends_what_was_left_in_order_and_nothing_that_was_processed()
    {
        await using (var first = new RelayHost(_directory.Path, window: 1))
        {
            await first.StartAsync();
            await first.Inbox.AcceptAsync([.. Enumerable.Range(0, 500).Select(i => Question($"{i}"))], Lane.Bulk, Cancelled);
            for (var i = 0; i < 3; i++)
            {
                (await first.NextAsync()).Succeed();
            }

            await first.DrainedAsync(Lane.Bulk, waiting: 497);
        }

        await using var second = new RelayHost(_directory.Path, window: 1);
        await second.StartAsync();

        for (var i = 3; i < 500; i++)
        {
            var delivery = await second.NextAsync();
            delivery.Id.ShouldBe($"{i}");
            delivery.Succeed();
        }

        await second.DrainedAsync(Lane.Bulk);
    }

    [Fact]
    public async Task What_was_left_waits_for_a_bus_that_starts_late()
    {
        await using var host = new RelayHost(_directory.Path, configure: builder =>
        {
            var bus = builder.Services.Last(service => service.ServiceType == typeof(IHostedService));
            builder.Services.Insert(builder.Services.IndexOf(bus), ServiceDescriptor.Singleton<IHostedService, SlowStart>());
        });
        await host.Inbox.AcceptAsync([Question("1")], Lane.Live, Cancelled);

        await host.StartAsync();

        (await host.NextAsync()).Id.ShouldBe("1");
    }

    [Fact]
    public async Task No_more_than_the_window_is_under_way_and_the_live_lane_is_not_behind_the_bulk_lane()
    {
        await using var host = new RelayHost(_directory.Path, window: 4);
        await host.StartAsync();
        await host.Inbox.AcceptAsync([.. Enumerable.Range(0, 100).Select(i => Question($"bulk-{i}"))], Lane.Bulk, Cancelled);
        var bulk = await host.NextAsync(4);

        await host.Inbox.AcceptAsync([Question("live")], Lane.Live, Cancelled);

        // The next one to arrive is the live question: the bulk lane's window is full.
        var live = await host.NextAsync();
        live.Id.ShouldBe("live");
        live.Succeed();
        await host.DrainedAsync(Lane.Live);
        host.TryNext(out _).ShouldBeFalse();
        bulk[0].Succeed();
        (await host.NextAsync()).Id.ShouldBe("bulk-4");
    }

    [Fact]
    public async Task A_message_that_cannot_be_processed_is_set_aside_and_its_neighbours_go_through()
    {
        var log = new RecordedLog();
        await using var host = new RelayHost(_directory.Path, configure: builder => builder.Logging.AddProvider(log));
        await host.StartAsync();
        await host.Inbox.AcceptAsync([Question("1"), Question("bad"), Question("3")], Lane.Bulk, Cancelled);

        foreach (var delivery in await host.NextAsync(3))
        {
            if (delivery.Id == "bad")
            {
                delivery.Fail(new UnprocessableQuestionException("title: is blank"));
            }
            else
            {
                delivery.Succeed();
            }
        }

        await host.DrainedAsync(Lane.Bulk);
        host.Inbox.FailedCount.ShouldBe(1);
        SetAside.In(_directory.Path).ShouldBe(["default bad title: is blank"]);
        (await log.LineAsync("set aside")).ShouldBe("Question bad of site default cannot be processed and was set aside: title: is blank");
        host.Relay.Fault.ShouldBeNull();
    }

    [Fact]
    public async Task A_message_whose_processing_fails_for_now_is_sent_again_until_it_succeeds()
    {
        var time = new FakeTimeProvider();
        await using var host = new RelayHost(_directory.Path, time);
        await host.StartAsync();
        await host.Inbox.AcceptAsync([Question("1")], Lane.Live, Cancelled);

        for (var attempt = 0; attempt < 4; attempt++)
        {
            var failing = await NextAfterPauseAsync(host, time);
            failing.Fail(attempt == 2 ? new InvalidOperationException("a surprise") : new IndexUnavailableException("The index is away."));
        }

        var delivery = await NextAfterPauseAsync(host, time);
        host.Relay.Fault.ShouldNotBeNull();
        host.Inbox.Of(Lane.Live).Waiting.ShouldBe(1);
        delivery.Succeed();
        await host.DrainedAsync(Lane.Live);
        host.Inbox.FailedCount.ShouldBe(0);
    }

    [Fact]
    public async Task A_failing_message_waits_before_it_comes_again_and_others_pass_it()
    {
        var time = new FakeTimeProvider();
        await using var host = new RelayHost(_directory.Path, time);
        await host.StartAsync();
        await host.Inbox.AcceptAsync([Question("1")], Lane.Live, Cancelled);
        (await host.NextAsync()).Fail(new IndexUnavailableException("The index is away."));

        await host.Inbox.AcceptAsync([Question("2")], Lane.Live, Cancelled);
        var other = await host.NextAsync();
        other.Id.ShouldBe("2");
        other.Succeed();
        await host.DrainedAsync(Lane.Live, waiting: 1);

        host.TryNext(out _).ShouldBeFalse();
        (await NextAfterPauseAsync(host, time)).Id.ShouldBe("1");
    }

    [Fact]
    public async Task A_stored_message_that_cannot_be_read_is_set_aside()
    {
        await using var host = new RelayHost(_directory.Path);
        await host.Inbox.AcceptAsync([Question("broken"), Question("2")], Lane.Live, Cancelled);
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(_directory.Path, InboxFile.Name)}"))
        {
            connection.Open();
            connection.Execute("UPDATE inbox SET payload = '{' WHERE id = 'broken'");
        }

        await host.StartAsync();

        (await host.NextAsync()).Succeed();
        await host.DrainedAsync(Lane.Live);
        SetAside.In(_directory.Path).ShouldBe(["default broken The stored message cannot be read."]);
    }

    [Fact]
    public async Task A_read_error_that_passes_is_no_fault_any_more_even_if_nothing_waits()
    {
        var time = new FakeTimeProvider();
        await using var host = new RelayHost(_directory.Path, time);
        host.Inbox.Of(Lane.Live).Waiting.ShouldBe(0);
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_directory.Path, InboxFile.Name)}");
        connection.Open();
        connection.Execute("ALTER TABLE inbox RENAME TO away");
        await host.StartAsync();
        await Until.TrueAsync(() => host.Relay.Fault is not null, "the relay cannot read");

        connection.Execute("ALTER TABLE away RENAME TO inbox");

        await Until.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(30));
                return host.Relay.Fault is null;
            },
            "the relay reads again");
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_messages_under_way_and_the_next_start_sends_them()
    {
        await using (var first = new RelayHost(_directory.Path))
        {
            await first.StartAsync();
            await first.Inbox.AcceptAsync([.. Enumerable.Range(0, 60).Select(i => Question($"{i}"))], Lane.Bulk, Cancelled);
            await first.NextAsync();

            // No consumer ever gets its verdict: a stop that waited for one would never end.
            await first.App.StopAsync(TestContext.Current.CancellationToken);
        }

        await using var second = new RelayHost(_directory.Path, window: 1);
        await second.StartAsync();
        for (var i = 0; i < 60; i++)
        {
            var delivery = await second.NextAsync();
            delivery.Id.ShouldBe($"{i}");
            delivery.Succeed();
        }
    }

    [Fact]
    public async Task A_message_from_another_program_passes_the_inbox_untouched()
    {
        await using var host = new RelayHost(_directory.Path);
        await host.StartAsync();
        var endpoint = await host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri($"queue:{QueueNames.IndexQuestions}"));

        await endpoint.Send(Question("foreign"), Cancelled);

        var delivery = await host.NextAsync();
        delivery.Id.ShouldBe("foreign");
        delivery.Succeed();
    }

    private static async Task<RelayHost.Delivery> NextAfterPauseAsync(RelayHost host, FakeTimeProvider time)
    {
        RelayHost.Delivery? delivery = null;
        await Until.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(30));
                return host.TryNext(out delivery);
            },
            "a message comes after its pause");
        return delivery!;
    }

    // Begins after the relay and before the bus.
    private sealed class SlowStart : BackgroundService
    {
        public override Task StartAsync(CancellationToken cancellationToken) => Task.Delay(500, cancellationToken);

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
    }
}
