using DedupPlatform.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPlatform.Ingestion;

/// <summary>The ingestion feature: the endpoints that take questions in. Needs an <see cref="IQuestionIntake"/>, models and an index.</summary>
public static class IngestionFeature
{
    public static IServiceCollection AddIngestion(this IServiceCollection services) => services
        .AddQuestionRules()
        .AddSingleton<RevisionClock>()
        .AddSingleton<QuestionReader>()
        .AddSingleton<BulkUpload>()
        .AddSingleton<IngestionMetrics>()
        .AddSingleton<ReindexJobs>()
        .AddSingleton<ReindexMetrics>()
        .AddHostedService<ReindexWatch>()
        .ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, IngestionJson.Default));

    public static void MapIngestion(this IEndpointRouteBuilder endpoints)
    {
        // Created now, so that its series begin at 0 rather than with the first call.
        endpoints.ServiceProvider.GetRequiredService<IngestionMetrics>();

        // Only a reindex needs the model; loaded now, so that a wrong one stops the start.
        endpoints.ServiceProvider.GetRequiredService<Models>();
        endpoints.MapQuestions();
        endpoints.MapBulk();
        endpoints.MapReindex();
    }
}
