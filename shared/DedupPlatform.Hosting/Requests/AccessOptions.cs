using System.ComponentModel.DataAnnotations;

namespace DedupPlatform.Hosting;

/// <summary>Who may call the API; section <c>Access</c>. Health, metrics and the API's description are open in any case.</summary>
public sealed class AccessOptions
{
    private const string WrongKey = "It must have 16 to 256 ASCII characters, none of them a blank.";

    /// <summary>The key that every call beneath <c>/v1</c> must carry, as <c>Authorization: Bearer KEY</c>. Whoever has it may do everything.</summary>
    /// <value>16 to 256 characters. None by default: whoever reaches the port may call.</value>
    [DataType(DataType.Password)]
    [MinLength(16, ErrorMessage = WrongKey)] // An expression lets an empty text pass.
    [RegularExpression(@"[!-~]{16,256}", ErrorMessage = WrongKey)]
    public string? Key { get; set; }

    /// <summary>The sites whose pages may call <c>/v1/duplicates</c> from a browser (CORS), as a browser names them: <c>https://forum.example</c>, blanks between several.</summary>
    /// <value>None by default.</value>
    [RegularExpression(@"https?://[^\s/]+( +https?://[^\s/]+)*", ErrorMessage = "It must be origins such as https://forum.example, without a path, blanks between several.")]
    public string? Origins { get; set; }
}
