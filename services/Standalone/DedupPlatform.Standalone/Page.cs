namespace DedupPlatform.Standalone;

/// <summary>Serves the files of <c>wwwroot</c>: a page at <c>/</c> on which a person tries what a platform would call.</summary>
internal static class Page
{
    public static void UsePage(this WebApplication app) => app.UseFileServer(new FileServerOptions
    {
        StaticFileOptions =
        {
            OnPrepareResponse = file =>
            {
                file.Context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; img-src data:; frame-ancestors 'none'";
                file.Context.Response.Headers.XContentTypeOptions = "nosniff";
                file.Context.Response.Headers.CacheControl = "no-cache"; // Else a browser mixes the files of two versions after an update.
            },
        },
    });
}
