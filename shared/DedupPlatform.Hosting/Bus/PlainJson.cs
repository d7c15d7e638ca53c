using System.Net.Mime;
using System.Text.Json;
using DedupPlatform.Contracts;
using MassTransit;
using MassTransit.Serialization;

namespace DedupPlatform.Hosting;

/// <summary>
/// Reads messages that any program may publish, one JSON object each with nothing around it, as strictly as the API reads a
/// request.
/// </summary>
/// <param name="read">
/// Reads a message, given the time it was sent in seconds since 1970 if known, and notes what is wrong with it.
/// </param>
/// <param name="errors">
/// Counts messages that cannot be read: they never reach <see cref="MessageErrors{T}"/>, where other failed messages are counted.
/// </param>
internal sealed class PlainJson<TMessage>(Func<ReadOnlyMemory<byte>, long?, Faults, TMessage?> read, ErrorMetrics errors) : ISerializerFactory, IMessageDeserializer
    where TMessage : class
{
    private const RawSerializerOptions CopyHeaders = RawSerializerOptions.CopyHeaders;

    public ContentType ContentType => SystemTextJsonRawMessageSerializer.JsonContentType;

    public IMessageSerializer CreateSerializer() => new SystemTextJsonRawMessageSerializer(CopyHeaders);

    public IMessageDeserializer CreateDeserializer() => this;

    public ConsumeContext Deserialize(ReceiveContext receiveContext)
    {
        try
        {
            return new BodyConsumeContext(
                receiveContext, Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress, SentAt(receiveContext)));
        }
        catch (Exception exception)
        {
            errors.Failed(QueueAddress.NameOf(receiveContext.InputAddress), exception);
            throw;
        }
    }

    /// <exception cref="UnprocessableQuestionException">
    /// It is not such a message; the reason lists everything that is wrong with it.
    /// </exception>
    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) =>
        Deserialize(body, headers, destinationAddress, sentAt: null);

    public MessageBody GetMessageBody(string text) => new StringMessageBody(text);

    public void Probe(ProbeContext context) => context.CreateScope("plainJson");

    private static long? SentAt(ReceiveContext receiveContext) =>
        receiveContext.TryGetPayload<RabbitMqBasicConsumeContext>(out var delivery) && delivery.Properties.IsTimestampPresent()
            ? delivery.Properties.Timestamp.UnixTime
            : null;

    private Read Deserialize(MessageBody body, Headers headers, Uri? destinationAddress, long? sentAt)
    {
        var faults = new Faults();
        var message = read(body.GetBytes(), sentAt, faults);
        faults.ThrowIfAny();
        return new Read(message!, new RawMessageContext(headers, destinationAddress, CopyHeaders));
    }

    private sealed class Read(TMessage message, MessageContext context) : SystemTextJsonRawSerializerContext(
        SystemTextJsonMessageSerializer.Instance, SystemTextJsonMessageSerializer.Options,
        SystemTextJsonRawMessageSerializer.JsonContentType, context, [MessageUrn.ForTypeString<TMessage>()], CopyHeaders, default(JsonElement))
    {
        public override bool TryGetMessage<T>(out T? result)
            where T : class
        {
            result = message as T;
            return result is not null;
        }
    }
}
