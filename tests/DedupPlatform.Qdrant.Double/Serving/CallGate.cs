using System.Security.Cryptography;
using System.Text;
using DedupPlatform.Qdrant.Double.Storage;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace DedupPlatform.Qdrant.Double.Serving;

/// <summary>What every call passes: it is recorded, its key and its fields are checked, and it may fail as told.</summary>
internal sealed class CallGate(string? apiKey, Faults faults, Action<RecordedCall> record) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var message = (IMessage)request;
        var key = context.RequestHeaders.GetValue("api-key");
        record(new RecordedCall(context.Method, key, context.Deadline == DateTime.MaxValue ? null : context.Deadline - DateTime.UtcNow, message));
        if (apiKey is not null && !Matches(key, apiKey))
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, "Must provide an API key or an Authorization bearer token"));
        }

        if (HasUnknownFields(message))
        {
            throw Refusals.BadInput($"a {message.Descriptor.Name} holds fields that this double does not know");
        }

        await faults.BeforeAsync(context.Method, context.CancellationToken);
        var response = await continuation(request, context);
        faults.After(context.Method);
        return response;
    }

    private static bool Matches(string? key, string expected) =>
        key is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(expected));

    private static bool HasUnknownFields(IMessage message) =>
        message.Descriptor.Parser.WithDiscardUnknownFields(true).ParseFrom(message.ToByteArray()).CalculateSize() != message.CalculateSize();
}
