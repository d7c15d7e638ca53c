using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace DedupPlatform.Cli.Import.Readers;

/// <summary>The text of a post without its mark-up, and without the notices that name a closed question's duplicate.</summary>
internal sealed partial class PostText
{
    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "p", "div", "br", "hr", "li", "ul", "ol", "pre", "blockquote", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd",
    };

    private readonly HtmlParser _html = new();

    /// <summary>A title without the mark that a closed question has at its end, such as <c>[duplicate]</c>.</summary>
    public static string CleanTitle(string title) => ClosedMark().Replace(title, "").Trim();

    public string FromHtml(string html)
    {
        var body = _html.ParseDocument(html).Body!;
        foreach (var block in body.QuerySelectorAll("blockquote, p, aside, script, style").Where(IsNoText).ToList())
        {
            block.Remove();
        }

        var text = new StringBuilder();
        Append(body, text);
        return BlankLines().Replace(text.ToString(), "\n").Trim();
    }

    private static bool IsNoText(IElement block) =>
        block.LocalName is "script" or "style"
        || Banner().IsMatch(block.TextContent) || (Mention().IsMatch(block.TextContent) && block.QuerySelector("a") is not null);

    private static void Append(INode node, StringBuilder text)
    {
        foreach (var child in node.ChildNodes)
        {
            if (child is IText words)
            {
                text.Append(words.Data);
                continue;
            }

            var isBlock = Blocks.Contains(child.NodeName);
            text.Append(isBlock ? "\n" : "");
            Append(child, text);
            text.Append(isBlock ? "\n" : "");
        }
    }

    [GeneratedRegex(@"^\s*possible\s+duplicates?\s*:", RegexOptions.IgnoreCase)]
    private static partial Regex Banner();

    [GeneratedRegex(
        @"^\s*(possible\s+duplicate\s+of|this\s+question\s+(already\s+has\s+(an\s+)?answers?|is\s+a\s+duplicate))\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Mention();

    [GeneratedRegex(@"\s*\[(duplicate|closed|on hold)\]\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex ClosedMark();

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex BlankLines();
}
