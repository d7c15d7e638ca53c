using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace DedupPlatform.Hosting;

/// <summary>Whoever waits for the answer to a call.</summary>
public static class Caller
{
    // The server has no other mark for it: a chunk that is not one is a BadHttpRequestException as well.
    private const string BrokeOff = "Unexpected end of request content.";

    /// <summary>Whether a call failed because its caller is gone: then nobody reads an answer, and nothing of ours has failed.</summary>
    public static bool IsGone(HttpContext call, Exception exception) =>

        // Cancelled a moment after a read of the body has failed.
        call.RequestAborted.IsCancellationRequested
        || exception is ConnectionResetException or BadHttpRequestException { Message: BrokeOff }
            or OperationCanceledException { InnerException: ConnectionAbortedException };
}
