namespace DedupPlatform.Encoding;

/// <summary>One step of <c>modules.json</c>: a Python class, and the sub-directory with its settings.</summary>
internal sealed record ModuleEntry(string Type, string Path = "")
{
    public string Kind => Type[(Type.LastIndexOf('.') + 1)..];
}
