using System.Net;
using System.Net.Sockets;
using DedupPlatform.Contracts;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace DedupPlatform.Hosting.Tests;

public sealed class BrokerPublisherTests
{
    [Fact]
    public async Task A_broker_that_never_lets_us_in_is_not_said_to_have_confirmed_nothing()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var time = new FakeTimeProvider();
        var options = Options.Create(new RabbitMqOptions { Url = new Uri($"amqp://{silent.LocalEndpoint}/"), ConfirmWithin = TimeSpan.FromSeconds(3) });
        await using var publisher = new BrokerPublisher(new BrokerConnections(options), options, time);

        var publishing = publisher.PublishAsync(QueueNames.IndexQuestions, Lane.Live, "{}"u8.ToArray(), TestContext.Current.CancellationToken);
        time.Advance(options.Value.ConfirmWithin);

        (await Should.ThrowAsync<ServiceUnavailableException>(() => Until.DoneAsync(publishing)))
            .Message.ShouldBe("The broker could not be reached within 3 s.");
    }
}
