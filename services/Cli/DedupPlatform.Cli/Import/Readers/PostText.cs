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
        "p", "div", "br", "hr", "li", "ul", "ol", "pre", "blockquote", "aside", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd",
    };

    // Far more than a post has, and far fewer than overflow a small stack.
    private const int MaxRecursions = 100;

    // More than the words by which a notice is known.
    private const int NoticeStart = 200;

    private readonly HtmlParser _html = new();

    /// <summary>A title without the mark that a closed question has at its end, such as <c>[duplicate]</c>.</summary>
    public static string CleanTitle(string title) => ClosedMark().Replace(title, "").Trim();

    /// <summary>Whether the parser can read a post: the overflow of its stack could not be caught.</summary>
    public static bool CanRead(string html) => Recursion().Count(html) <= MaxRecursions;

    // The parser repeats every open <b> in each paragraph that follows, so that a hundred kilobytes take gigabytes. It repeats no <b->. A megabyte of
    // text takes it many seconds if neither a tag nor a line break follows.
    public string FromHtml(string html) =>
        BlankLines().Replace(TextOf(_html.ParseDocument(Formatting().Replace(html, "$0-") + '\n').Body!), "\n").Trim();

    private static string TextOf(IElement body)
    {
        var text = new StringBuilder();
        var notices = new Stack<(int Start, int End)>();
        var links = 0;

        // Not recursive, as a row has room for more nested elements than the stack has. A block comes once more at its end.
        var rest = new Stack<(INode Node, (int Start, int Links)? Begun)>([(body, null)]);
        while (rest.TryPop(out var step))
        {
            if (step.Begun is { } begun)
            {
                if (IsNotice(step.Node, text.ToString(begun.Start, Math.Min(NoticeStart, text.Length - begun.Start)), links > begun.Links))
                {
                    Take(begun.Start);
                }

                text.Append('\n');
                continue;
            }

            switch (step.Node.NodeName)
            {
                case "#text":
                    text.Append(((IText)step.Node).Data);
                    continue;
                case "SCRIPT" or "STYLE":
                    continue;
                case "A-":
                    links++;
                    break;
                case var name when Blocks.Contains(name):
                    text.Append('\n');
                    rest.Push((step.Node, (text.Length, links)));
                    break;
            }

            var children = step.Node.ChildNodes;
            for (var i = children.Length - 1; i >= 0; i--)
            {
                rest.Push((children[i], null));
            }
        }

        foreach (var (start, end) in notices)
        {
            text.Remove(start, end - start);
        }

        return text.ToString();

        // A notice may be inside another one.
        void Take(int start)
        {
            while (notices.TryPeek(out var last) && last.Start >= start)
            {
                notices.Pop();
            }

            notices.Push((start, text.Length));
        }
    }

    private static bool IsNotice(INode block, string start, bool hasLink) =>
        block.NodeName is "BLOCKQUOTE" or "P" or "ASIDE" && (Banner().IsMatch(start) || (hasLink && Mention().IsMatch(start)));

    // What AngleSharp 1.5 recurses on; the depth of other elements costs it no stack.
    [GeneratedRegex("<template|--!|</>", RegexOptions.IgnoreCase)]
    private static partial Regex Recursion();

    [GeneratedRegex(@"</?(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Formatting();

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
