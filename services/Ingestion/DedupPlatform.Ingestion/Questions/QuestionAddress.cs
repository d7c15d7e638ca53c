using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DedupPlatform.Ingestion;

/// <summary>
/// The question that a path names. It is read from the raw request target and decoded exactly once, because the path of a request
/// is only partly decoded: in it, <c>a%2Fb</c> and <c>a%252Fb</c> are the same. The target must spell the prefix out, or its end
/// could name another question than the one that routing has seen.
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
        path = path.StartsWith('/') ? path : BehindAuthority(path);
        if (!path.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        path = path[Prefix.Length..];
        return path.IndexOf('/') is > 0 and var slash && slash + 1 < path.Length
            ? new QuestionAddress(Uri.UnescapeDataString(path[..slash]), Uri.UnescapeDataString(path[(slash + 1)..]))
            : null;
    }

    // A proxy may be sent the whole address, http://host/path.
    private static ReadOnlySpan<char> BehindAuthority(ReadOnlySpan<char> target)
    {
        var authority = target.IndexOf("://") is >= 0 and var scheme ? target[(scheme + "://".Length)..] : default;
        return authority.IndexOf('/') is >= 0 and var slash ? authority[slash..] : default;
    }

    public override string ToString() => $"{Prefix}{Uri.EscapeDataString(Site)}/{Uri.EscapeDataString(Id)}";
}
