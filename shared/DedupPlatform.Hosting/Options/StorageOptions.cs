using System.ComponentModel.DataAnnotations;

namespace DedupPlatform.Hosting;

/// <summary>Where Standalone keeps its files; section <c>Storage</c>. The other processes accept it too, but keep no files.</summary>
public sealed class StorageOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Storage";

    /// <summary>The folder that holds everything, created if it does not exist.</summary>
    /// <value>The default is <c>.data</c>, in the current folder.</value>
    [Required(AllowEmptyStrings = false, ErrorMessage = "It must name a folder.")]
    public string Directory { get; set; } = ".data";
}
