using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using DedupPlatform.Contracts;

namespace DedupPlatform.Ingestion;

/// <summary>What a platform sends, for the API's description; <see cref="QuestionReader"/> reads it.</summary>
internal sealed record QuestionBody
{
    [Description("The site the question belongs to: 1 to 64 characters out of a-z 0-9 - _ . and not just one or two dots. This limit and the others hold unless the operator says otherwise.")]
    [DefaultValue(QuestionRules.DefaultSite)]
    public string? Site { get; init; }

    [Description("Your identifier of the question, unique within the site: 1 to 128 characters, not just one or two dots.")]
    public required string Id { get; init; }

    [Description("The question in one sentence: 1 to 300 characters, some of which can be seen. Characters are UTF-16 units, as JavaScript counts them: an emoji is two.")]
    public required string Title { get; init; }

    [Description("The details, stored, and compared only if the operator has set Encoder:ReadBody: 1 to 30,000 characters, not all white space; leave it out if there are none.")]
    public string? Body { get; init; }

    [Description("Where people read the question: an absolute http or https address of at most 2,048 characters.")]
    public string? Url { get; init; }

    [Description("At most 20 tags of at most 64 characters.")]
    public IReadOnlyList<string>? Tags { get; init; }

    [Description("When the question was asked, as ISO 8601 with hyphens, colons and a capital T and Z, without a leap second; UTC unless it has an offset.")]
    public DateTimeOffset? CreatedAt { get; init; }

    [Description("The highest revision of a question wins, so an edit needs a higher one than what it replaces. It is written without fraction or exponent. Left out, it is the receiving time in microseconds since 1970.")]
    [Range(typeof(long), "0", "9007199254740991")]
    public long? Revision { get; init; }
}
