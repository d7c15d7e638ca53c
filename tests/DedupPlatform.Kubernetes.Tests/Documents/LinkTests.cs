using System.Text.RegularExpressions;

namespace DedupPlatform.Kubernetes.Tests.Documents;

/// <summary>Whoever follows a link of a document within the repository gets somewhere.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Documents =>
        [.. InFolder("docs").Concat(InFolder("k8s")).Concat(InFolder("models")).Append("README.md").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_leads_to_a_file_and_where_it_names_one_to_a_heading(string document)
    {
        var folder = Path.GetDirectoryName(Repository.File(document))!;
        foreach (Match link in Link().Matches(CodeBlock().Replace(Repository.Text(document), "")))
        {
            var (path, heading) = (link.Groups["path"].Value, link.Groups["heading"].Value);
            var target = path.Length == 0 ? Repository.File(document) : Path.Combine(folder, path);
            (File.Exists(target) || Directory.Exists(target)).ShouldBeTrue($"{document} links to {path}");
            if (heading.Length > 0)
            {
                Anchors(File.ReadAllText(target)).ShouldContain(heading, $"{document} links to {link.Value}");
            }
        }
    }

    private static IEnumerable<string> InFolder(string folder) =>
        Directory.GetFiles(Repository.File(folder), "*.md", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Repository.Root, file));

    /// <summary>What GitHub makes of a document's headings, each for the first time.</summary>
    private static IEnumerable<string> Anchors(string text) => Heading().Matches(CodeBlock().Replace(text, ""))
        .Select(heading => NotInAnchors().Replace(heading.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?![a-z]+:)(?<path>[^)#]*)(#(?<heading>[^)]*))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}_ -]")]
    private static partial Regex NotInAnchors();
}
