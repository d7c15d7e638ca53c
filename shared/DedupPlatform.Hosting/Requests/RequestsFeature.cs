using DedupPlatform.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting;

/// <summary>What every API needs to read requests and to answer with problems.</summary>
public static class RequestsFeature
{
    /// <summary>Adds problem details for everything that may go wrong in a call.</summary>
    public static IServiceCollection AddProblems(this IServiceCollection services)
    {
        services.TryAddSingleton<ErrorMetrics>();
        return services.AddProblemDetails().AddExceptionHandler<ProblemExceptionHandler>();
    }

    /// <summary>Answers with a problem, whatever the caller accepts, where nothing else answers: a fault, no such path, another method.</summary>
    public static IApplicationBuilder UseProblems(this IApplicationBuilder app) => app
        .UseExceptionHandler()
        .UseStatusCodePages(page => TypedResults.Problem(statusCode: page.HttpContext.Response.StatusCode).ExecuteAsync(page.HttpContext));

    /// <summary>Lets an endpoint for GET answer HEAD as well, with all but the body.</summary>
    public static T AlsoHead<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));

    /// <summary>Adds <see cref="QuestionRules"/> and their <see cref="QuestionLimits"/>; several features may call this.</summary>
    public static IServiceCollection AddQuestionRules(this IServiceCollection services)
    {
        services.AddConfiguredOptions<QuestionLimits>(QuestionLimits.Section);
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<QuestionLimits>>().Value);
        services.TryAddSingleton<QuestionRules>();
        return services;
    }
}
