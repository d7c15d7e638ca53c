using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Ingestion;

internal static class BulkEndpoint
{
    private const string MediaType = "application/x-ndjson";

    // An import comes as many uploads of fewer questions.
    private const int WorthLogging = 1_000;

    public static void MapBulk(this IEndpointRouteBuilder endpoints) => endpoints.MapPost("/v1/questions/bulk", PostAsync)
        .WithName("PostQuestions").WithTags("Questions")
        .WithSummary("Store many questions")
        .WithDescription("One JSON object a line, as many lines as you like; they are read as fast as they can be kept. Lines that are not valid "
            + "are counted, the first of them listed (100, unless the operator says otherwise); the others are kept. An upload that breaks off keeps what was accepted, and may be sent again. "
            + "If it breaks off and can still be answered, the problem has accepted and rejectedCount, too. "
            + "A line may have 64 KiB, unless the operator says otherwise (Limits:BulkLineBytes); a larger question can be sent alone to /v1/questions.")
        .ProducesProblems(400, 408, 415, 503)
        .WithProblemFields<BulkCounts>(StatusCodes.Status400BadRequest, StatusCodes.Status408RequestTimeout, StatusCodes.Status503ServiceUnavailable)
        .WithLines(MediaType, "One question a line, each as the body of POST /v1/questions.", QuestionDescriptions.Question, QuestionDescriptions.ShortQuestion)
        .WithAnswer(StatusCodes.Status200OK, """
            {"accepted":1999,"rejectedCount":1,"rejected":[{"line":7,"errors":["title: is missing; send 1 to 300 characters that are not all white space"]}]}
            """);

    private static async Task<Results<Ok<BulkResponse>, ProblemHttpResult>> PostAsync(
        HttpRequest request, BulkUpload upload, QuestionLimits limits, ErrorMetrics errors, ILogger<BulkUpload> logger,
        CancellationToken cancellationToken)
    {
        // Must come before any refusal: only then does the server let the sender finish and read the answer.
        LiftServerLimits(request);
        if (!JsonBody.Has(request, MediaType))
        {
            return Problems.WrongContentType(MediaType);
        }

        var faults = new Faults();
        JsonBody.RefuseQuery(request, faults);
        if (faults.Any)
        {
            return Problems.Invalid(faults);
        }

        var tally = new BulkTally(limits);
        try
        {
            await upload.TakeAsync(request.BodyReader, tally, cancellationToken);
            logger.UploadEnded(tally.Accepted + tally.Rejected < WorthLogging ? LogLevel.Debug : LogLevel.Information, tally.Accepted, tally.Rejected);
            return TypedResults.Ok(tally.Response());
        }
        catch (Exception exception) when (Caller.IsGone(request.HttpContext, exception))
        {
            logger.UploadBrokeOff(cause: null, tally.Accepted, tally.Rejected);
            throw;
        }
        catch (Exception exception)
        {
            logger.UploadBrokeOff(exception, tally.Accepted, tally.Rejected);
            if (Problem(request.HttpContext.Response, exception, tally) is not { } problem)
            {
                throw;
            }

            errors.Failed(ErrorMetrics.Http, exception);
            return problem;
        }
    }

    private static ProblemHttpResult? Problem(HttpResponse response, Exception exception, BulkTally tally)
    {
        var detail = $"{exception.Message} {tally.Accepted} questions were accepted before.";
        KeyValuePair<string, object?>[] counts = [new("accepted", tally.Accepted), new("rejectedCount", tally.Rejected)];
        return exception switch
        {
            ServiceUnavailableException => Problems.Unavailable(response, detail, counts),
            BadHttpRequestException bad => Problems.Unread(bad.StatusCode, detail, counts),
            _ => null,
        };
    }

    // An upload has no size limit, and its sender is slowed down on purpose; one that falls silent is given up by NdjsonLines.
    private static void LiftServerLimits(HttpRequest request)
    {
        JsonBody.LiftServerLimit(request);
        if (request.HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }
}
