using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPlatform.Query;

/// <summary>The query feature: duplicate checks over HTTP. Needs encoders and an index.</summary>
public static class QueryFeature
{
    public static IServiceCollection AddQuery(this IServiceCollection services)
    {
        services.AddQuestionRules();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, QueryJson.Default));
        return services.AddSingleton<DuplicateCheck>().AddSingleton<QueryMetrics>();
    }

    public static IEndpointRouteBuilder MapQuery(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/duplicates/check", CheckAsync)
            .WithName("CheckDuplicates")
            .WithTags("Duplicates")
            .WithSummary("Has this been asked before?")
            .WithDescription("Call it on every key press: it waits in front of all other work of the encoder.")
            .Accepts<CheckRequest>(JsonBody.MediaType)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return routes;
    }

    private static async Task<Results<Ok<CheckResponse>, ProblemHttpResult>> CheckAsync(
        HttpRequest http, DuplicateCheck duplicates, QuestionRules rules, QuestionLimits limits, CancellationToken cancellationToken)
    {
        var json = await JsonBody.ReadAsync(http, limits, cancellationToken);
        if (json.Problem is { } problem)
        {
            return problem;
        }

        var faults = new Faults();
        return CheckRequest.Read(json.Bytes, rules, faults) is { } request
            ? TypedResults.Ok(await duplicates.CheckAsync(request, cancellationToken))
            : Problems.Invalid(faults);
    }
}
