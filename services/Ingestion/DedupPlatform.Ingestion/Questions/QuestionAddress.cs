using DedupPlatform.Contracts;
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

    /// <summary>Reads the address of a request and notes what is not encoded rightly.</summary>
    public static QuestionAddress? Read(HttpRequest request, Faults faults) =>
        Parse(request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, faults);

    public static QuestionAddress? Parse(string rawTarget, Faults faults)
    {
        var path = rawTarget.AsSpan();
        path = path.IndexOf('?') is >= 0 and var query ? path[..query] : path;
        path = path.StartsWith('/') ? path : BehindAuthority(path);
        if (!path.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        // A slash at the end is one too many, as in any other path; an id that ends in one has it encoded.
        path = path[Prefix.Length..];
        return path.IndexOf('/') is > 0 and var slash && !path.EndsWith('/')
            ? new QuestionAddress(Decode("site", path[..slash], faults), Decode("id", path[(slash + 1)..], faults))
            : null;
    }

    private static string Decode(string field, ReadOnlySpan<char> encoded, Faults faults)
    {
        // What cannot be decoded stays as it is; any other percent sign has been an encoded one.
        var decoded = Uri.UnescapeDataString(encoded);
        if (decoded.AsSpan().Count('%') != encoded.Count("%25"))
        {
            faults.Add(field, "is not percent-encoded UTF-8; encode every character but letters, digits and - . _ ~, as in a%2Fb");
        }

        return decoded;
    }

    // A proxy may be sent the whole address, http://host/path.
    private static ReadOnlySpan<char> BehindAuthority(ReadOnlySpan<char> target)
    {
        var authority = target.IndexOf("://") is >= 0 and var scheme ? target[(scheme + "://".Length)..] : default;
        return authority.IndexOf('/') is >= 0 and var slash ? authority[slash..] : default;
    }

    public override string ToString() => $"{Prefix}{Uri.EscapeDataString(Site)}/{Uri.EscapeDataString(Id)}";
}
