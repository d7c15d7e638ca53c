using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DedupPlatform.Ingestion;

/// <summary>
/// The question that a path names. It is read from the raw request target and decoded exactly once, because the path of a request
/// is only partly decoded: in it, <c>a%2Fb</c> and <c>a%252Fb</c> are the same.
/// </summary>
internal sealed record QuestionAddress(string Site, string Id)
{
    public const string Prefix = "/v1/questions/";

    public static ValueTask<QuestionAddress?> BindAsync(HttpContext context) =>
        ValueTask.FromResult(Parse(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget));

    public static QuestionAddress? Parse(string rawTarget)
    {
        var path = rawTarget.AsSpan();
        path = path.IndexOf('?') is >= 0 and var query ? path[..query] : path;
        var start = path.IndexOf(Prefix, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return null;
        }

        path = path[(start + Prefix.Length)..];
        return path.IndexOf('/') is > 0 and var slash && slash + 1 < path.Length
            ? new QuestionAddress(Uri.UnescapeDataString(path[..slash]), Uri.UnescapeDataString(path[(slash + 1)..]))
            : null;
    }

    public override string ToString() => $"{Prefix}{Uri.EscapeDataString(Site)}/{Uri.EscapeDataString(Id)}";
}
