using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPlatform.Query;

/// <summary>The query feature: duplicate checks over HTTP. Needs encoders, an index and its served generations.</summary>
public static class QueryFeature
{
    public static IServiceCollection AddQuery(this IServiceCollection services)
    {
        services.AddQuestionRules();
        services.AddConfiguredOptions<DuplicateOptions>(DuplicateOptions.Section);
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, QueryJson.Default));
        return services.AddSingleton<DuplicateCheck>().AddSingleton<QueryMetrics>();
    }

    public static void MapQuery(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/duplicates/check", CheckAsync)
            .WithName("CheckDuplicates").WithTags("Duplicates")
            .WithSummary("Has this been asked before?")
            .WithDescription("Call it while somebody types, after each complete word, and with the whole text after a pause of about a second: half a word may "
                + "mean something else. It goes before all other work of the encoder. Candidates come best first.")
            .ProducesProblems(400, 408, 413, 415, 422, 429, 503)
            .WithBody<CheckRequest>(JsonBody.MediaType, """
                {"site":"cooking","title":"For how long do you boil eggs?","body":"I like the yolk soft.","limit":5,"threshold":0.8,"excludeId":"42"}
                """)
            .WithRange("limit", rules => rules.Candidates)
            .WithAnswer(StatusCodes.Status200OK, """
                {"threshold":0.8,"model":"default-1a2b3c4d","candidates":[{"site":"cooking","id":"17","title":"How long should I boil an egg?","url":"https://example.org/q/17","similarity":0.957,"probability":0.9}]}
                """);
        routes.MapPost("/v1/duplicates/feedback", GiveFeedbackAsync)
            .WithName("GiveFeedback").WithTags("Duplicates")
            .WithSummary("Was a candidate that was shown the same question?")
            .WithDescription("It is counted by similarity, so that operators see which share of what is shown is right; nothing else of it is kept.")
            .ProducesProblems(400, 408, 413, 415)
            .WithBody<FeedbackRequest>(JsonBody.MediaType, """
                {"site":"cooking","similarity":0.93,"isDuplicate":true}
                """)
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<Results<Ok<CheckResponse>, ProblemHttpResult>> CheckAsync(
        HttpRequest http, DuplicateCheck duplicates, QuestionRules rules, QuestionLimits limits, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(
            http, limits, (json, faults) => CheckRequest.Read(json, rules, faults), cancellationToken: cancellationToken);
        return request is null ? problem! : TypedResults.Ok(await duplicates.CheckAsync(request, cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> GiveFeedbackAsync(
        HttpRequest http, QueryMetrics metrics, QuestionRules rules, QuestionLimits limits, CancellationToken cancellationToken)
    {
        var (feedback, problem) = await JsonBody.ReadAsync(
            http, limits, (json, faults) => FeedbackRequest.Read(json, rules, faults), cancellationToken: cancellationToken);
        if (feedback is null)
        {
            return problem!;
        }

        metrics.Judged(feedback);
        return TypedResults.NoContent();
    }
}
