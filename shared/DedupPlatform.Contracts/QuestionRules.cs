using System.Buffers;
using System.Globalization;
using System.Text;

namespace DedupPlatform.Contracts;

/// <summary>
/// The rules for a question, whichever way it came in. Every fault is reported under the field's name in JSON. A field that already
/// has a fault, because it could not be read, is not checked again.
/// </summary>
public sealed class QuestionRules(QuestionLimits limits)
{
    /// <summary>The highest revision, 2⁵³ − 1: the largest integer that every JSON library represents exactly.</summary>
    public const long MaxRevision = (1L << 53) - 1;

    /// <summary>The site of a question that names none.</summary>
    public const string DefaultSite = "default";

    private const int DefaultCandidates = 10;

    private static readonly SearchValues<char> SiteCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>How many candidates a check may ask for, and how many it looks for if it does not say.</summary>
    public (int Least, int Most, int Otherwise) Candidates => (1, limits.Candidates, Math.Min(DefaultCandidates, limits.Candidates));

    /// <summary>Checks all fields of a question and adds what it finds to <paramref name="faults"/>.</summary>
    public Faults Check(IndexQuestion question, Faults faults)
    {
        CheckSite(question.Site, faults);
        CheckId("id", question.Id, faults);
        CheckTitle(question.Title, faults);
        CheckBody(question.Body, faults);
        CheckUrl(question.Url, faults);
        CheckTags(question.Tags, faults);
        CheckRevision(question.Revision, faults);
        return faults;
    }

    /// <summary>Checks all fields of a removal and adds what it finds to <paramref name="faults"/>.</summary>
    public Faults Check(RemoveQuestion removal, Faults faults)
    {
        CheckSite(removal.Site, faults);

        // Of dots, too: such a question may have been stored before they were refused.
        CheckText("id", removal.Id, limits.IdCharacters, faults);
        CheckRevision(removal.Revision, faults);
        return faults;
    }

    /// <summary>Whether a site may have this name, unless it is too long.</summary>
    public static bool IsSite(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(SiteCharacters) && !IsDots(name);

    /// <summary>Whether a question may have this address, unless it is too long.</summary>
    public static bool IsWebAddress(string url) =>
        (url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        && !url.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
        && LoneSurrogate(url) < 0
        && Uri.TryCreate(url, UriKind.Absolute, out _);

    /// <summary>Checks the name of a site.</summary>
    public void CheckSite(string? site, Faults faults)
    {
        if (!faults.Has("site") && (site is null || site.Length > limits.SiteCharacters || !IsSite(site)))
        {
            faults.Add("site", $"must be 1 to {limits.SiteCharacters} characters out of a-z 0-9 - _ . and not just one or two dots");
        }
    }

    /// <summary>Checks the identifier of a question, which the sender knows as <paramref name="field"/>.</summary>
    public void CheckId(string field, string? id, Faults faults)
    {
        CheckText(field, id, limits.IdCharacters, faults);
        if (id is not null && IsDots(id))
        {
            faults.Add(field, $"must not be just one or two dots, which an address cannot end in; send 1 to {limits.IdCharacters} other characters");
        }
    }

    /// <summary>Checks how many candidates are asked for, and returns how many to look for.</summary>
    public int CheckLimit(long? limit, Faults faults)
    {
        var (least, most, otherwise) = Candidates;
        if (limit < least || limit > most)
        {
            faults.Add("limit", $"must be a whole number from {least} to {most}, or be left out");
        }

        return (int)(limit ?? otherwise);
    }

    /// <summary>
    /// Checks a title. It needs a character that can be seen: the encoder drops the others, and all texts of which nothing is left are
    /// the same to it.
    /// </summary>
    public void CheckTitle(string? title, Faults faults)
    {
        CheckText("title", title, limits.TitleCharacters, faults);
        if (title is not null && !faults.Has("title") && !title.EnumerateRunes().Any(IsSeen))
        {
            faults.Add("title", $"is blank but for invisible characters; send 1 to {limits.TitleCharacters} characters, some of which can be seen");
        }
    }

    /// <summary>Checks a body, which may be missing.</summary>
    public void CheckBody(string? body, Faults faults)
    {
        if (body is not null)
        {
            CheckText("body", body, limits.BodyCharacters, faults, ", or leave it out");
        }
    }

    private void CheckUrl(string? url, Faults faults)
    {
        if (url is null || faults.Has("url"))
        {
            return;
        }

        if (url.Length > limits.UrlCharacters)
        {
            faults.Add("url", $"has {url.Length} characters; at most {limits.UrlCharacters} are allowed");
        }
        else if (!IsWebAddress(url))
        {
            faults.Add("url", "must be an absolute address that starts with http:// or https://, or be left out");
        }
    }

    private void CheckTags(IReadOnlyList<string>? tags, Faults faults)
    {
        if (tags is null || faults.Has("tags"))
        {
            return;
        }

        if (tags.Count > limits.Tags)
        {
            faults.Add("tags", $"are {tags.Count}; at most {limits.Tags} are allowed");
        }

        for (var i = 0; i < Math.Min(tags.Count, limits.Tags); i++)
        {
            CheckText($"tags[{i}]", tags[i], limits.TagCharacters, faults);
        }
    }

    private static void CheckRevision(long? revision, Faults faults)
    {
        if (revision is < 0 or > MaxRevision && !faults.Has("revision"))
        {
            faults.Add("revision", $"must be a whole number from 0 to {MaxRevision}, or be left out");
        }
    }

    private static void CheckText(string field, string? text, int most, Faults faults, string otherwise = "")
    {
        if (faults.Has(field))
        {
            return;
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            faults.Add(field, $"is {(text is null ? "missing" : "blank")}; send 1 to {most} characters that are not all white space{otherwise}");
            return;
        }

        if (text.Length > most)
        {
            faults.Add(field, $"has {text.Length} characters; at most {most} are allowed");
        }

        if (text.IndexOf('\0') is >= 0 and var nul)
        {
            faults.Add(field, $"holds NUL (U+0000) at character {nul}; send text without it");
        }

        if (LoneSurrogate(text) is >= 0 and var surrogate)
        {
            faults.Add(field, $"holds half of a surrogate pair at character {surrogate}; send whole characters");
        }
    }

    // In an address they mean this folder and the one above, however they are written.
    private static bool IsDots(string text) => text is "." or "..";

    private static bool IsSeen(Rune character) =>
        !Rune.IsWhiteSpace(character) && character != Rune.ReplacementChar && Rune.GetUnicodeCategory(character) is not
            (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.NonSpacingMark);

    private static int LoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var next = text.AsSpan(i).IndexOfAnyInRange('\uD800', '\uDFFF');
            if (next < 0)
            {
                return -1;
            }

            i += next;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                return i;
            }

            i++;
        }

        return -1;
    }
}
