using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace DedupPlatform.Hosting;

/// <summary>Describes in OpenAPI the requests and answers that an endpoint reads and writes by itself, with an example of each.</summary>
public static class EndpointDescriptions
{
    /// <summary>Describes the body of the request.</summary>
    /// <typeparam name="T">A type with the body's shape.</typeparam>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="mediaType">The media type it must have.</param>
    /// <param name="example">An example, as JSON.</param>
    /// <param name="isOptional">Whether it may be left out.</param>
    public static RouteHandlerBuilder WithBody<T>(this RouteHandlerBuilder endpoint, string mediaType, string example, bool isOptional = false) =>
        endpoint.AddOpenApiOperationTransformer(async (operation, context, cancellationToken) => operation.RequestBody = new OpenApiRequestBody
        {
            Required = !isOptional,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [mediaType] = new()
                {
                    Schema = AcceptNull(await context.GetOrCreateSchemaAsync(typeof(T), cancellationToken: cancellationToken)),
                    Example = JsonNode.Parse(example),
                },
            },
        });

    // A field that is null counts as left out.
    private static OpenApiSchema AcceptNull(OpenApiSchema body)
    {
        foreach (var (name, field) in body.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (field is OpenApiSchema { Type: { } type } schema && body.Required?.Contains(name) != true)
            {
                schema.Type = type | JsonSchemaType.Null;
            }
        }

        return body;
    }

    /// <summary>Adds an example, as JSON, to the answer with this status code.</summary>
    public static RouteHandlerBuilder WithAnswer(this RouteHandlerBuilder endpoint, int statusCode, string example) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            var answer = operation.Responses![statusCode.ToString(CultureInfo.InvariantCulture)];
            foreach (var content in answer.Content!.Values)
            {
                content.Example = JsonNode.Parse(example);
            }

            return Task.CompletedTask;
        });

    /// <summary>Describes a part of the path that the endpoint reads by itself.</summary>
    public static RouteHandlerBuilder WithPath(this RouteHandlerBuilder endpoint, string name, string description) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Path,
                Required = true,
                Description = description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
            return Task.CompletedTask;
        });

    /// <summary>Describes a whole number of the query that the endpoint reads as text, so as to tell itself what is wrong with it.</summary>
    public static RouteHandlerBuilder WithWholeNumber(this RouteHandlerBuilder endpoint, string name, long least, long most, string description) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            var parameter = operation.Parameters!.OfType<OpenApiParameter>().Single(parameter => parameter.Name == name);
            parameter.Description = description;
            parameter.Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int64",
                Minimum = least.ToString(CultureInfo.InvariantCulture),
                Maximum = most.ToString(CultureInfo.InvariantCulture),
            };
            return Task.CompletedTask;
        });

    /// <summary>
    /// Lists the problems an endpoint under <c>/v1</c> may answer with: those that <see cref="AccessOptions"/> makes of any call, and
    /// its own.
    /// </summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statusCodes)
    {
        endpoint.ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        foreach (var statusCode in statusCodes)
        {
            _ = statusCode == StatusCodes.Status400BadRequest ? endpoint.ProducesValidationProblem() : endpoint.ProducesProblem(statusCode);
        }

        return endpoint;
    }
}
