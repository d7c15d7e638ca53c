using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace DedupPlatform.Hosting;

/// <summary>Describes the API in <c>/openapi/v1.json</c>.</summary>
internal static class ApiDescription
{
    private const string Version = "v1";

    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi(Version, api =>
    {
        api.ShouldInclude = call => call.HttpMethod != HttpMethods.Head;
        api.AddSchemaTransformer((schema, context, _) =>
        {
            // An enum with a converter of its own gets its values, but no type.
            if (context.JsonTypeInfo.Type.IsEnum)
            {
                schema.Type = JsonSchemaType.String;
            }

            if (context.JsonTypeInfo.Type.IsAssignableTo(typeof(ProblemDetails)))
            {
                schema.Properties!["traceId"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String, Description = "Identifies the call; name it to whoever operates the service.",
                };
            }

            return Task.CompletedTask;
        });
        api.AddDocumentTransformer((document, context, _) =>
        {
            document.Servers = [new OpenApiServer { Url = "/" }];
            Access.DescribeKey(document, context.ApplicationServices.GetRequiredService<IOptions<AccessOptions>>().Value);
            return Task.CompletedTask;
        });
    });

    public static void MapApiDescription(this IEndpointRouteBuilder endpoints)
    {
        // Written once: it takes as long as ten checks, and whoever asks for it needs no key.
        var json = new Lazy<Task<byte[]>>(() => WriteAsync(endpoints.ServiceProvider));
        endpoints.MapGet($"/openapi/{Version}.json", async () => TypedResults.Bytes(await json.Value, "application/json;charset=utf-8"))
            .ExcludeFromDescription().AlsoHead();
    }

    private static async Task<byte[]> WriteAsync(IServiceProvider services)
    {
        var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Version).GetOpenApiDocumentAsync();
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1);
        return json.ToArray();
    }
}
