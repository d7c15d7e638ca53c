using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace DedupPlatform.Hosting;

/// <summary>Enforces <see cref="AccessOptions"/>.</summary>
internal static partial class Access
{
    private const string Scheme = "Bearer";

    // Checks come with every word; a browser would ask again before a check every five seconds.
    private static readonly TimeSpan PreflightHolds = TimeSpan.FromHours(1);

    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddConfiguredOptions<AccessOptions>(AccessOptions.Section);
        services.AddSingleton<RefusedCalls>();
        return services.AddCors();
    }

    public static void UseAccess(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<AccessOptions>>().Value;
        var origins = options.NormalizedOrigins();

        // The server resolves these before it routes; a proxy in front may compare the path as it was sent, and let another call through.
        app.Use((context, next) => DotSegment().IsMatch(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget)
            ? AnswerAsync(context, Problems.NotFound("A path that has . or .. for a segment is not served."))
            : next(context));
        if (origins.Length > 0)
        {
            app.UseWhen(context => IsUnderDuplicates(context.Request), duplicates => duplicates.UseCors(cors => cors
                .WithOrigins(origins).WithMethods(HttpMethods.Post)
                .WithHeaders(HeaderNames.ContentType, HeaderNames.Authorization).WithExposedHeaders(HeaderNames.RetryAfter)
                .SetPreflightMaxAge(PreflightHolds)));
        }

        if (options.Key is { } key)
        {
            var expected = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key));
            var refused = app.Services.GetRequiredService<RefusedCalls>();
            app.UseWhen(context => context.Request.Path.StartsWithSegments("/v1"), api => api.Use((context, next) =>
                IsExpected(context.Request.Headers.Authorization.ToString(), expected) ? next(context) : RefuseAsync(context, refused)));
        }
        else
        {
            app.UseWhen(context => context.Request.Path.StartsWithSegments("/v1"), api => api.Use((context, next) =>
                IsForeignPage(context.Request) && !(IsUnderDuplicates(context.Request) && IsNamed(context.Request, origins)) ? AnswerAsync(context, Problems.ForeignPage()) : next(context)));
        }
    }

    /// <summary>Describes the key in <c>/openapi/v1.json</c>; where none is set, calls go without.</summary>
    public static void DescribeKey(OpenApiDocument document, AccessOptions options)
    {
        document.AddComponent<IOpenApiSecurityScheme>(Scheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The key that Access:Key sets for the service.",
        });
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
        if (options.Key is null)
        {
            document.Security.Add(new OpenApiSecurityRequirement());
        }
    }

    private static bool IsUnderDuplicates(HttpRequest request) => request.Path.StartsWithSegments("/v1/duplicates", StringComparison.Ordinal);

    /// <summary>
    /// Whether a page of another origin calls. Without a key, any page that somebody has open could otherwise write to a service on
    /// their own machine; programs send no such header.
    /// </summary>
    /// <remarks>
    /// As in Go's <c>net/http.CrossOriginProtection</c>, for every method. What the browser itself says about the page decides: a proxy may
    /// replace the host, and an image or a script is loaded without an origin. The scheme is not compared: a proxy that ends TLS passes
    /// on another one.
    /// </remarks>
    private static bool IsForeignPage(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() switch
    {
        "same-origin" => false,
        "same-site" or "cross-site" => true,
        _ => request.Headers.Origin.ToString() is { Length: > 0 } origin
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)),
    };

    private static bool IsNamed(HttpRequest request, string[] origins) => origins.Contains(request.Headers.Origin.ToString(), StringComparer.OrdinalIgnoreCase);

    // Compares hashes, so that the time taken reveals nothing about the key, not even its length.
    private static bool IsExpected(string authorization, byte[] expected) =>
        authorization.Split(' ', 2) is [var scheme, var key] && scheme.Equals(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)), expected);

    private static Task RefuseAsync(HttpContext context, RefusedCalls refused)
    {
        refused.Add();
        context.Response.Headers.WWWAuthenticate = Scheme;
        return AnswerAsync(context, Problems.Unauthorized());
    }

    private static Task AnswerAsync(HttpContext context, ProblemHttpResult problem)
    {
        JsonBody.LiftServerLimit(context.Request);
        return problem.ExecuteAsync(context);
    }

    [GeneratedRegex(@"^[^?]*[/\\](\.|%2e){1,2}([/\\?#]|$)", RegexOptions.IgnoreCase)]
    private static partial Regex DotSegment();
}
