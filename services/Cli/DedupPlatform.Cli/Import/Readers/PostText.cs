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

    // Far more than a post has, and far fewer than overflow a small stack.
    private const int MaxRecursions = 100;

    private readonly HtmlParser _html = new();

    /// <summary>A title without the mark that a closed question has at its end, such as <c>[duplicate]</c>.</summary>
    public static string CleanTitle(string title) => ClosedMark().Replace(title, "").Trim();

    /// <summary>Whether the parser can read a post: the overflow of its stack could not be caught.</summary>
    public static bool CanRead(string html) => Recursion().Count(html) <= MaxRecursions;

    public string FromHtml(string html)
    {
        var body = _html.ParseDocument(html).Body!;
        foreach (var block in body.QuerySelectorAll("blockquote, p, aside, script, style").Where(IsNoText).ToList())
        {
            block.Remove();
        }

        return BlankLines().Replace(TextOf(body), "\n").Trim();
    }

    private static bool IsNoText(IElement block) =>
        block.LocalName is "script" or "style"
        || Banner().IsMatch(block.TextContent) || (Mention().IsMatch(block.TextContent) && block.QuerySelector("a") is not null);

    private static string TextOf(IElement body)
    {
        var text = new StringBuilder();

        // Not recursive, as a row has room for more nested elements than the stack has. A block comes once more at its end, for a line break.
        var rest = new Stack<(INode Node, bool IsEnd)>([(body, IsEnd: false)]);
        while (rest.TryPop(out var step))
        {
            if (step.Node is IText words)
            {
                text.Append(words.Data);
                continue;
            }

            var isBlock = Blocks.Contains(step.Node.NodeName);
            text.Append(isBlock ? "\n" : "");
            if (step.IsEnd)
            {
                continue;
            }

            if (isBlock)
            {
                rest.Push((step.Node, IsEnd: true));
            }

            var children = step.Node.ChildNodes;
            for (var i = children.Length - 1; i >= 0; i--)
            {
                rest.Push((children[i], IsEnd: false));
            }
        }

        return text.ToString();
    }

    // What AngleSharp 1.5 recurses on; the depth of other elements costs it no stack.
    [GeneratedRegex("<template|--!|</>", RegexOptions.IgnoreCase)]
    private static partial Regex Recursion();

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
