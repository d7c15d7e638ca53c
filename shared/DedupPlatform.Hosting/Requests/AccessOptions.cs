using System.ComponentModel.DataAnnotations;

namespace DedupPlatform.Hosting;

/// <summary>Who may call the API; section <c>Access</c>. Health, metrics and the API's description are always open.</summary>
public sealed class AccessOptions
{
    private const string WrongKey = "It must have 16 to 256 ASCII characters, none of them a blank.";

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
    [RegularExpression(@"https?://[^\s/]+( +https?://[^\s/]+)*", ErrorMessage = "It must be origins such as https://forum.example, without a path, blanks between several.")]
    public string? Origins { get; set; }
}
