using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace DedupPlatform.Hosting;

/// <summary>Enforces <see cref="AccessOptions"/>.</summary>
internal static class Access
{
    private const string Scheme = "Bearer";

    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddConfiguredOptions<AccessOptions>("Access");
        return services.AddCors();
    }

    public static void UseAccess(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<AccessOptions>>().Value;
        if (options.Origins is { } origins)
        {
            app.UseWhen(context => context.Request.Path.StartsWithSegments("/v1/duplicates", StringComparison.Ordinal), checks => checks.UseCors(cors => cors
                .WithOrigins(origins.Split(' ', StringSplitOptions.RemoveEmptyEntries)).WithMethods(HttpMethods.Post)
                .WithHeaders(HeaderNames.ContentType, HeaderNames.Authorization).WithExposedHeaders(HeaderNames.RetryAfter)));
        }

        if (options.Key is { } key)
        {
            var expected = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key));
            app.UseWhen(context => context.Request.Path.StartsWithSegments("/v1"), api => api.Use((context, next) =>
                IsExpected(context.Request.Headers.Authorization.ToString(), expected) ? next(context) : RefuseAsync(context)));
        }
    }

    // Compares hashes, so that the time taken reveals nothing about the key, not even its length.
    private static bool IsExpected(string authorization, byte[] expected) =>
        authorization.Split(' ', 2) is [var scheme, var key] && scheme.Equals(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)), expected);

    private static Task RefuseAsync(HttpContext context)
    {
        JsonBody.LiftServerLimit(context.Request);
        context.Response.Headers.WWWAuthenticate = Scheme;
        return Problems.Unauthorized().ExecuteAsync(context);
    }
}
