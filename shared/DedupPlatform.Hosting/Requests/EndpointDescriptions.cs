using System.Globalization;
using System.Text.Json.Nodes;
using DedupPlatform.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
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
                    Schema = AsRead(await context.GetOrCreateSchemaAsync(typeof(T), cancellationToken: cancellationToken)),
                    Example = JsonNode.Parse(example),
                },
            },
        });

    // A field that is null counts as left out, and one that is not known is refused.
    private static OpenApiSchema AsRead(OpenApiSchema body)
    {
        body.AdditionalPropertiesAllowed = false;
        foreach (var (name, field) in body.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (field is OpenApiSchema { Type: { } type } schema && body.Required?.Contains(name) != true)
            {
                schema.Type = type | JsonSchemaType.Null;
            }
        }

        return body;
    }

    /// <summary>Describes the range of a whole number in the body, and what it counts as if it is left out, which the operator may set.</summary>
    /// <param name="endpoint">The endpoint, whose body is described already.</param>
    /// <param name="name">The field.</param>
    /// <param name="range">Tells these numbers.</param>
    public static RouteHandlerBuilder WithRange(
        this RouteHandlerBuilder endpoint, string name, Func<QuestionRules, (int Least, int Most, int Otherwise)> range) =>
        endpoint.AddOpenApiOperationTransformer((operation, context, _) =>
        {
            var (least, most, otherwise) = range(context.ApplicationServices.GetRequiredService<QuestionRules>());
            var field = (OpenApiSchema)operation.RequestBody!.Content!.Values.Single().Schema!.Properties![name];
            field.Minimum = least.ToString(CultureInfo.InvariantCulture);
            field.Maximum = most.ToString(CultureInfo.InvariantCulture);
            field.Default = otherwise;
            return Task.CompletedTask;
        });

    /// <summary>Describes a request whose body is any number of lines of JSON.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="mediaType">The media type it must have.</param>
    /// <param name="description">What a line is.</param>
    /// <param name="example">The lines of an example.</param>
    public static RouteHandlerBuilder WithLines(
        this RouteHandlerBuilder endpoint, string mediaType, string description, params string[] example) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    // Not the schema of a line: a client made from that would send one line only.
                    [mediaType] = new()
                    {
                        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = description },
                        Example = JsonValue.Create(string.Concat(example.Select(line => line + "\n"))),
                    },
                },
            };
            return Task.CompletedTask;
        });

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

    /// <summary>Describes what the problems with these status codes have beside the fields of every problem.</summary>
    /// <typeparam name="T">A type with these fields.</typeparam>
    /// <param name="endpoint">The endpoint, which produces these problems.</param>
    /// <param name="statusCodes">Their status codes.</param>
    public static RouteHandlerBuilder WithProblemFields<T>(this RouteHandlerBuilder endpoint, params int[] statusCodes) =>
        endpoint.AddOpenApiOperationTransformer(async (operation, context, cancellationToken) =>
        {
            var fields = await context.GetOrCreateSchemaAsync(typeof(T), cancellationToken: cancellationToken);
            foreach (var statusCode in statusCodes)
            {
                foreach (var content in operation.Responses![statusCode.ToString(CultureInfo.InvariantCulture)].Content!.Values)
                {
                    content.Schema = new OpenApiSchema { AllOf = [content.Schema!, fields] };
                }
            }
        });

    /// <summary>Describes a part of the path, which the endpoint may also read by itself.</summary>
    public static RouteHandlerBuilder WithPath(this RouteHandlerBuilder endpoint, string name, string description) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            var parameter = operation.Parameters?.OfType<OpenApiParameter>().SingleOrDefault(parameter => parameter.Name == name);
            if (parameter is null)
            {
                parameter = new OpenApiParameter
                {
                    Name = name,
                    In = ParameterLocation.Path,
                    Required = true,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                };
                (operation.Parameters ??= []).Add(parameter);
            }

            parameter.Description = description;
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

        return endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            foreach (var (status, answer) in operation.Responses!)
            {
                if (status is "429" or "503" && answer is OpenApiResponse later)
                {
                    later.Headers = new Dictionary<string, IOpenApiHeader>
                    {
                        ["Retry-After"] = new OpenApiHeader
                        {
                            Description = "After how many seconds to try again.",
                            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" },
                        },
                    };
                }
            }

            return Task.CompletedTask;
        });
    }
}
