using System.Text.Json;
using DedupPlatform.Contracts;
using DedupPlatform.Hosting;

namespace DedupPlatform.Ingestion.Api;

/// <summary>Hands questions to the broker, in the form in which any other program may send them.</summary>
internal sealed class BrokerIntake(BrokerPublisher publisher, TimeProvider time) : IQuestionIntake
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public Task AcceptAsync(IReadOnlyList<IndexQuestion> questions, Lane lane, CancellationToken cancellationToken = default) =>
        Task.WhenAll(questions.Select(question => lane == Lane.Bulk
            ? PublishBulkAsync(question, cancellationToken)
            : publisher.PublishAsync(QueueNames.IndexQuestions, Lane.Live, Json(question), cancellationToken)));

    public Task AcceptAsync(RemoveQuestion removal, CancellationToken cancellationToken = default) => publisher.PublishAsync(
        QueueNames.RemoveQuestions, Lane.Live, JsonSerializer.SerializeToUtf8Bytes(removal, CommandJson.Default.RemoveQuestion), cancellationToken);

    /// <summary>Always none: a queue of the broker cannot be searched.</summary>
    public Task<IndexQuestion?> FindQueuedAsync(string site, string id, CancellationToken cancellationToken = default) =>
        Task.FromResult<IndexQuestion?>(null);

    private async Task PublishBulkAsync(IndexQuestion question, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await publisher.PublishAsync(QueueNames.IndexQuestionsBulk, Lane.Bulk, Json(question), cancellationToken);
                return;
            }
            catch (ServiceBusyException)
            {
                // There will be room when the workers have caught up; until then the sender is held back.
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private static byte[] Json(IndexQuestion question) => JsonSerializer.SerializeToUtf8Bytes(question, CommandJson.Default.IndexQuestion);
}
