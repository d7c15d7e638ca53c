using DedupPlatform.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DedupPlatform.Ingestion;

/// <summary>What <c>/openapi/v1.json</c> says about the calls for a reindex.</summary>
internal static class ReindexDescriptions
{
    private const string Tag = "Reindex";
    private const string JobId = "The job, as the call that started it answered.";
    private const string NoInput = "It takes neither a body nor a query.";

    public static void DescribeStartReindex(this RouteHandlerBuilder endpoint) => endpoint
        .WithName("StartReindex").WithTags(Tag)
        .WithSummary("Embed every stored question anew, with another model, without downtime")
        .WithDescription("The model is a directory beside the configured one; left out, as the body may be, it is the configured one itself,"
            + " which need not be the live one. If a reindex is running already, the answer is 409 with its jobId.")
        .ProducesProblems(400, 408, 409, 413, 415, 503)
        .WithProblemFields<ReindexStarted>(StatusCodes.Status409Conflict)
        .WithBody<ReindexRequest>(JsonBody.MediaType, """{"model":"my-model"}""", isOptional: true)
        .WithAnswer(StatusCodes.Status202Accepted, """{"jobId":"questions-my-model-0123abcd-2"}""");

    public static void DescribeFindReindex(this RouteHandlerBuilder endpoint) => endpoint
        .WithName("FindReindex").WithTags(Tag).WithPath("jobId", JobId)
        .WithSummary("How far a reindex has come")
        .WithDescription("Rate is in questions a second, eta in seconds. A job that has failed, or waits longer than expected, tells its reason.")
        .ProducesProblems(404, 503)
        .WithAnswer(StatusCodes.Status200OK, Job("running", done: 51_200, rate: "640", eta: "232.5", updatedAt: "2026-05-01T12:31:20+00:00"));

    public static void DescribeCancelReindex(this RouteHandlerBuilder endpoint) => endpoint
        .WithName("CancelReindex").WithTags(Tag).WithPath("jobId", JobId)
        .WithSummary("Stop a reindex and drop what it built")
        .WithDescription("A generation that cannot be read goes as well, whatever became of its job, unless it is live. " + NoInput)
        .ProducesProblems(400, 404, 408, 409, 503);

    public static void DescribeRollBackReindex(this RouteHandlerBuilder endpoint) => endpoint
        .WithName("RollBackReindex").WithTags(Tag).WithPath("jobId", JobId)
        .WithSummary("Go back to the generation before")
        .WithDescription("It has received every write in the meantime. " + NoInput)
        .ProducesProblems(400, 404, 408, 409, 503)
        .WithAnswer(StatusCodes.Status200OK, Job("rolledBack", done: 200_000, rate: "null", eta: "null", updatedAt: "2026-05-02T08:00:00+00:00"));

    public static void DescribeDropReindex(this RouteHandlerBuilder endpoint) => endpoint
        .WithName("DropIdleGeneration").WithTags(Tag).WithPath("jobId", JobId)
        .WithSummary("Drop what a finished reindex left idle")
        .WithDescription("After a completion, that is every generation that was live before; otherwise it is the one that the reindex built. " + NoInput)
        .ProducesProblems(400, 404, 408, 409, 503);

    private static string Job(string state, int done, string rate, string eta, string updatedAt) => $$"""
        {"jobId":"questions-my-model-0123abcd-2","state":"{{state}}","done":{{done}},"total":200000,"failed":0,"rate":{{rate}},"eta":{{eta}},"startedAt":"2026-05-01T12:30:00+00:00","updatedAt":"{{updatedAt}}"}
        """;
}
