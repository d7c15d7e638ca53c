using DedupPlatform.Contracts;
using DedupPlatform.Encoding;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DedupPlatform.Ingestion;

internal static class ReindexEndpoints
{
    public static void MapReindex(this IEndpointRouteBuilder routes)
    {
        var reindex = routes.MapGroup("/v1/reindex");
        reindex.MapPost("", StartAsync).DescribeStartReindex();
        reindex.MapGet("{jobId}", FindAsync).AlsoHead().DescribeFindReindex();
        reindex.MapDelete("{jobId}", CancelAsync).AddEndpointFilter(RefuseInputAsync).DescribeCancelReindex();
        reindex.MapPost("{jobId}/rollback", RollBackAsync).AddEndpointFilter(RefuseInputAsync).DescribeRollBackReindex();
        reindex.MapPost("{jobId}/drop", DropAsync).AddEndpointFilter(RefuseInputAsync).DescribeDropReindex();
    }

    private static async Task<Results<Accepted<ReindexStarted>, ProblemHttpResult>> StartAsync(
        HttpRequest http, ReindexJobs jobs, Models models, QuestionLimits limits, CancellationToken cancellationToken)
    {
        var (model, problem) = await JsonBody.ReadAsync(
            http, limits, (json, faults) => ReindexRequest.Read(json, faults) is { } request ? FindModel(models, request.Model, faults) : null,
            isOptional: true, cancellationToken);
        if (model is null)
        {
            return problem!;
        }

        try
        {
            var (job, started) = await jobs.StartAsync(model, cancellationToken);
            return started
                ? TypedResults.Accepted($"/v1/reindex/{job.JobId}", new ReindexStarted(job.JobId))
                : Problems.Conflict($"Reindex {job.JobId} is running; wait for it or cancel it first.", [new("jobId", job.JobId)]);
        }
        catch (IndexUnavailableException fault)
        {
            // Whoever starts a reindex can make room on a disk, so they are told which.
            throw new ServiceUnavailableException(fault.Message, fault);
        }
    }

    private static async Task<Results<Ok<ReindexAnswer>, ProblemHttpResult>> FindAsync(
        string jobId, IGenerations generations, CancellationToken cancellationToken) =>
        await generations.FindJobAsync(jobId, cancellationToken) is { } job ? TypedResults.Ok(ReindexAnswer.Of(job)) : Unknown(jobId);

    private static async Task<Results<NoContent, ProblemHttpResult>> CancelAsync(
        string jobId, IGenerations generations, ReindexJobs jobs, CancellationToken cancellationToken)
    {
        try
        {
            switch (await generations.FindJobAsync(jobId, cancellationToken))
            {
                case null:
                    return Unknown(jobId);
                case { IsUnderWay: false } ended:
                    var wayBack = ended.State == ReindexState.Completed ? "roll it back, or " : "";
                    return Problems.Conflict($"Reindex {jobId} is not running any more; {wayBack}drop what it left.");
            }
        }
        catch (IndexUnavailableException) when (Generation.NumberOf(jobId) is not null)
        {
            // Every write waits for a generation that is out of order, so it has to be possible to get rid of it. A drop does not do that:
            // what cannot be read only for a moment may be running.
        }

        return await jobs.DropAsync(jobId, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.Conflict($"Reindex {jobId} has gone live; roll it back instead.");
    }

    private static async Task<Results<Ok<ReindexAnswer>, ProblemHttpResult>> RollBackAsync(
        string jobId, IGenerations generations, ReindexJobs jobs, Models models, CancellationToken cancellationToken)
    {
        if (await generations.FindJobAsync(jobId, cancellationToken) is not { } job)
        {
            return Unknown(jobId);
        }

        if (job.IsUnderWay || !await jobs.IsLiveAsync(job, cancellationToken))
        {
            return Problems.Conflict($"Reindex {jobId} is not live; there is nothing to roll back.");
        }

        if (await jobs.FindRunningAsync(cancellationToken) is { } running)
        {
            // It reads what is live, and would go on in another generation at a place that means nothing there.
            return Problems.Conflict($"Reindex {running.JobId} is running; cancel it first.");
        }

        if (await jobs.FindPreviousAsync(job, cancellationToken) is not { } previous)
        {
            return Problems.Conflict("The generation before has been dropped.");
        }

        // A switch to it could not be undone: nothing would answer, and a reindex reads what answers.
        return FindFault(models, previous.Model) is { } fault
            ? Problems.Conflict($"The model of the generation before, {previous.Model}, {fault}")
            : TypedResults.Ok(ReindexAnswer.Of(await jobs.RollBackAsync(job, previous, cancellationToken)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DropAsync(
        string jobId, IGenerations generations, ReindexJobs jobs, CancellationToken cancellationToken)
    {
        switch (await generations.FindJobAsync(jobId, cancellationToken))
        {
            case null:
                return Unknown(jobId);
            case { IsUnderWay: true }:
                return Problems.Conflict($"Reindex {jobId} is running; cancel it instead.");
            case var job:
                return await jobs.DropIdleAsync(job, cancellationToken)
                    ? TypedResults.NoContent()
                    : Problems.Conflict($"What reindex {jobId} would drop is live; roll back first.");
        }
    }

    // Whoever sends more than the path, such as ?dryRun=true, expects something else than what is done.
    private static async ValueTask<object?> RefuseInputAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var faults = new Faults();
        await JsonBody.RefuseAsync(call.HttpContext.Request, faults, known: null, call.HttpContext.RequestAborted);
        return faults.Any ? Problems.Invalid(faults) : await next(call);
    }

    private static ModelDirectory? FindModel(Models models, string? name, Faults faults)
    {
        try
        {
            if ((name is null ? models.Default : models.Find(name)) is { } model)
            {
                return model;
            }

            faults.Add("model", "is not known here; send the name of a directory beside the configured model");
        }
        catch (InvalidModelException exception)
        {
            faults.Add("model", exception.Message);
        }

        return null;
    }

    private static string? FindFault(Models models, string model)
    {
        try
        {
            return models.Find(model) is null ? "is not here: put its directory back first, or nothing would answer." : null;
        }
        catch (InvalidModelException exception)
        {
            return $"cannot be used: {exception.Message}";
        }
    }

    private static ProblemHttpResult Unknown(string jobId) => Problems.NotFound($"There is no reindex {jobId}.");
}
