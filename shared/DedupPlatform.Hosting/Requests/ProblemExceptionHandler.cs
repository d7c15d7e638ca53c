using DedupPlatform.Contracts;
using DedupPlatform.Encoding;
using DedupPlatform.VectorIndex;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Hosting;

/// <summary>
/// Turns the exceptions that a caller may encounter into problem details; any other one is a fault of ours and stays a 500.
/// </summary>
internal sealed class ProblemExceptionHandler(ErrorMetrics errors, ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (Caller.IsGone(httpContext, exception))
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        errors.Failed(ErrorMetrics.Http, exception);
        if (Problem(httpContext.Response, exception) is not { } problem)
        {
            return false;
        }

        if (problem.StatusCode == StatusCodes.Status503ServiceUnavailable)
        {
            logger.Unavailable(Causes(exception));
        }

        await problem.ExecuteAsync(httpContext);
        return true;
    }

    // In an outage every call would log where in the code it was noticed, and bury why.
    private static string Causes(Exception? exception) =>
        exception is null ? "" : string.Join(' ', new[] { exception.Message, Causes(exception.InnerException) }.Where(cause => cause.Length > 0));

    private static ProblemHttpResult? Problem(HttpResponse response, Exception exception) => exception switch
    {
        ServiceBusyException busy => Problems.Busy(response, busy.Message, busy.RetryAfter),
        EncoderBusyException busy => Problems.Busy(response, "Too many duplicate checks wait for the encoder.", busy.RetryAfter),
        ServiceUnavailableException => Problems.Unavailable(response, exception.Message),
        IndexUnavailableException => Problems.Unavailable(response, "The index is not available."),
        EncoderFaultException => Problems.Unavailable(response, "The encoder is not available."),
        UnprocessableQuestionException => TypedResults.Problem(
            title: "The encoder cannot process this question.", detail: exception.Message, statusCode: StatusCodes.Status422UnprocessableEntity),
        // The server's own message names one of its settings.
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } slow => Problems.Unread(slow.StatusCode, "The body came too slowly."),
        BadHttpRequestException bad => Problems.Unread(bad.StatusCode, bad.Message),
        // What the server makes of a chunk whose size no number can hold; any other size that is none is a BadHttpRequestException.
        IOException { InnerException: OverflowException } bad => Problems.Unread(StatusCodes.Status400BadRequest, bad.Message),
        _ => null,
    };
}
