using System.ComponentModel.DataAnnotations;

namespace DedupPlatform.Hosting;

/// <summary>Who may call the API; section <c>Access</c>. Health, metrics and the API's description are always open.</summary>
public sealed class AccessOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Access";

    private const string WrongKey = "It must have 16 to 256 ASCII characters, none of them a blank.";
    private const string WrongOrigins =
        "It must be origins such as https://forum.example, each in full: without a path, and without * for a part of the name; blanks between several.";

    /// <summary>The key that every call under <c>/v1</c> must carry, as <c>Authorization: Bearer KEY</c>. It grants full access.</summary>
    /// <value>16 to 256 characters. None by default: anyone who can reach the port may call.</value>
    [DataType(DataType.Password)]
    [MinLength(16, ErrorMessage = WrongKey)] // RegularExpression accepts an empty text.
    [RegularExpression(@"[!-~]{16,256}", ErrorMessage = WrongKey)]
    public string? Key { get; set; }

    /// <summary>
    /// The origins whose pages may call <c>/v1/duplicates</c> from a browser (CORS), such as <c>https://forum.example</c>; several
    /// are separated by spaces.
    /// </summary>
    /// <value>None by default.</value>
    [RegularExpression(@"https?://[^\s/*]+( +https?://[^\s/*]+)*", ErrorMessage = WrongOrigins)]
    public string? Origins { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        EachOrigin().Any(origin => Normalize(origin) is null) ? [new ValidationResult(WrongOrigins, [nameof(Origins)])] : [];

    /// <summary>The origins as browsers write them: the name of the host in ASCII, and no port that goes without saying.</summary>
    internal string[] NormalizedOrigins() => [.. EachOrigin().Select(Normalize).OfType<string>()];

    private string[] EachOrigin() => Origins?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string? Normalize(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page) && page is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
        ? new UriBuilder(page.Scheme, page.IdnHost, page.Port).Uri.GetLeftPart(UriPartial.Authority)
        : null;
}
