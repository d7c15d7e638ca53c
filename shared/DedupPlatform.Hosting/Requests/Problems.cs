using DedupPlatform.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DedupPlatform.Hosting;

/// <summary>The kinds of problem an API may answer with, each with its status code (RFC 9457).</summary>
public static class Problems
{
    /// <summary>400: something in the request is wrong; <c>errors</c> lists all of it by field.</summary>
    public static ProblemHttpResult Invalid(Faults faults) => TypedResults.Problem(new HttpValidationProblemDetails(faults.ByField())
    {
        Title = "The request is not valid.",
        Detail = "errors lists every fault by field; $ stands for the request as a whole.",
        Status = StatusCodes.Status400BadRequest,
    });

    /// <summary>The body broke off, came too slowly or in a form that the server cannot read; the server chose the status code.</summary>
    public static ProblemHttpResult Unread(int statusCode, string detail, IEnumerable<KeyValuePair<string, object?>>? extensions = null) =>
        TypedResults.Problem(title: "The request could not be read.", detail: detail, statusCode: statusCode, extensions: extensions);

    /// <summary>401: the call lacks the key of <see cref="AccessOptions"/>.</summary>
    internal static ProblemHttpResult Unauthorized() => TypedResults.Problem(
        title: "The key is missing or wrong.",
        detail: "Send the header Authorization: Bearer KEY, with the key that Access:Key sets for this service.",
        statusCode: StatusCodes.Status401Unauthorized);

    /// <summary>403: a page that <see cref="AccessOptions.Origins"/> does not allow to do so calls a service without a key.</summary>
    internal static ProblemHttpResult ForeignPage() => TypedResults.Problem(
        title: "A page of another origin may not call this.",
        detail: "Call from the platform's backend. For /v1/duplicates, the page's origin may be named in Access:Origins instead. "
            + "If the page is of this host, a proxy has replaced the header Host: let it pass on the one it gets.",
        statusCode: StatusCodes.Status403Forbidden);

    /// <summary>404: what was asked for does not exist.</summary>
    public static ProblemHttpResult NotFound(string title) => TypedResults.Problem(title: title, statusCode: StatusCodes.Status404NotFound);

    /// <summary>409: what was asked for conflicts with the current state.</summary>
    public static ProblemHttpResult Conflict(string title, IEnumerable<KeyValuePair<string, object?>>? extensions = null) =>
        TypedResults.Problem(title: title, statusCode: StatusCodes.Status409Conflict, extensions: extensions);

    /// <summary>413: the body has more bytes than allowed.</summary>
    internal static ProblemHttpResult TooLarge(int mostBytes) => TypedResults.Problem(
        title: "The request is too large.",
        detail: $"A body of at most {mostBytes} bytes is allowed.",
        statusCode: StatusCodes.Status413PayloadTooLarge);

    /// <summary>415: the body is not of the supported type.</summary>
    public static ProblemHttpResult WrongContentType(string expected) => TypedResults.Problem(
        title: "The content type is not understood.",
        detail: $"Send the header Content-Type: {expected}, UTF-8, without compression.",
        statusCode: StatusCodes.Status415UnsupportedMediaType);

    /// <summary>429 with <c>Retry-After</c>: too much is waiting already.</summary>
    internal static ProblemHttpResult Busy(HttpResponse response, string detail, TimeSpan retryAfter) =>
        Later(response, StatusCodes.Status429TooManyRequests, "Too much is waiting; try again later.", detail, retryAfter);

    /// <summary>503 with <c>Retry-After</c>: storage or index cannot serve right now.</summary>
    public static ProblemHttpResult Unavailable(
        HttpResponse response, string detail, IEnumerable<KeyValuePair<string, object?>>? extensions = null) => Later(
            response, StatusCodes.Status503ServiceUnavailable, "The service cannot do this right now; try again later.", detail,
            ServiceUnavailableException.RetryAfter, extensions);

    private static ProblemHttpResult Later(
        HttpResponse response, int status, string title, string detail, TimeSpan retryAfter,
        IEnumerable<KeyValuePair<string, object?>>? extensions = null)
    {
        response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds)).ToString("F0", null);

        // The framework has a type for every other status.
        var type = status == StatusCodes.Status429TooManyRequests ? "https://tools.ietf.org/html/rfc6585#section-4" : null;
        return TypedResults.Problem(title: title, detail: detail, statusCode: status, type: type, extensions: extensions);
    }
}
