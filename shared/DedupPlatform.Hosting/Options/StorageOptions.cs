using System.ComponentModel.DataAnnotations;

namespace DedupPlatform.Hosting;

/// <summary>Where Standalone keeps its files; the other processes take it too, and keep none; section <c>Storage</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>The folder that holds everything, created if it does not exist.</summary>
    /// <value>The default is <c>.data</c>, beneath the current folder.</value>
    [Required(AllowEmptyStrings = false, ErrorMessage = "It must name a folder.")]
    public string Directory { get; set; } = ".data";
}
