using Grpc.Core;

namespace DedupPlatform.Qdrant.Double.Storage;

/// <summary>The server's words for what it does not do.</summary>
internal static class Refusals
{
    public static RpcException BadInput(string reason) => new(new Status(StatusCode.InvalidArgument, $"Wrong input: {reason}"));

    public static RpcException NoCollection(string name) => new(new Status(StatusCode.NotFound, $"Not found: Collection `{name}` doesn't exist!"));

    public static RpcException NoAlias(string name) => new(new Status(StatusCode.NotFound, $"Not found: Alias {name} does not exists!"));

    public static RpcException Exists(string name) => new(new Status(StatusCode.AlreadyExists, $"Wrong input: Collection `{name}` already exists!"));

    public static RpcException NotDoubled(string what) => new(new Status(StatusCode.Unimplemented, $"This double of a Qdrant server does not do {what}."));
}
