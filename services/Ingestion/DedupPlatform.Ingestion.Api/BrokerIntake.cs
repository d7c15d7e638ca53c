using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using MassTransit;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Ingestion.Api;

/// <summary>Hands questions to the broker and waits until it has confirmed them: then most of its nodes have them on disk.</summary>
internal sealed class BrokerIntake(IBus bus, IOptions<RabbitMqOptions> options, TimeProvider time) : IQuestionIntake, IDisposable
{
    private static readonly TimeSpan RetryWhenFull = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Enough to hide the broker's flushes of its disk, and no more than it takes in a moment. The live lane does not wait behind it.
    private readonly SemaphoreSlim _unconfirmedBulk = new(1024);

    public Task AcceptAsync(IReadOnlyList<IndexQuestion> questions, Lane lane, CancellationToken cancellationToken = default) => Task.WhenAll(
        lane == Lane.Bulk
            ? questions.Select(question => SendBulkAsync(question, cancellationToken))
            : questions.Select(question => SendAsync(QueueNames.IndexQuestions, question, cancellationToken)));

    public Task AcceptAsync(RemoveQuestion removal, CancellationToken cancellationToken = default) =>
        SendAsync(QueueNames.RemoveQuestions, removal, cancellationToken);

    /// <summary>Nobody looks into a queue of the broker.</summary>
    public Task<IndexQuestion?> FindQueuedAsync(string site, string id, CancellationToken cancellationToken = default) =>
        Task.FromResult<IndexQuestion?>(null);

    public void Dispose() => _unconfirmedBulk.Dispose();

    private async Task SendBulkAsync(IndexQuestion question, CancellationToken cancellationToken)
    {
        await _unconfirmedBulk.WaitAsync(cancellationToken);
        try
        {
            while (!await HasRoomAsync(question, cancellationToken))
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
        finally
        {
            _unconfirmedBulk.Release();
        }
    }

    /// <summary>Sends a question, or finds that the bulk lane is full.</summary>
    private async Task<bool> HasRoomAsync(IndexQuestion question, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(QueueNames.IndexQuestionsBulk, question, cancellationToken);
            return true;
        }
        catch (ServiceBusyException)
        {
            return false;
        }
    }

    private async Task SendAsync<T>(string queue, T message, CancellationToken cancellationToken)
        where T : class
    {
        using var deadline = new CancellationTokenSource(options.Value.ConfirmWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var endpoint = await bus.GetSendEndpoint(QueueAddress.Of(queue));
            await endpoint.Send(message, either.Token).WaitAsync(either.Token);
        }
        catch (RabbitMQ.Client.Exceptions.PublishException refusal) when (!refusal.IsReturn)
        {
            throw new ServiceBusyException($"The queue {queue} is full.", RetryWhenFull);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServiceUnavailableException(
                deadline.IsCancellationRequested
                    ? $"The broker did not confirm within {options.Value.ConfirmWithin.TotalSeconds:0.#} s."
                    : "The broker does not take it.",
                exception);
        }
    }
}
