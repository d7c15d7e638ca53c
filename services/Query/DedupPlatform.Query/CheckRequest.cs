using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using DedupPlatform.Contracts;
using DedupPlatform.Hosting;

namespace DedupPlatform.Query;

/// <summary>"Has this been asked before?"</summary>
internal sealed record CheckRequest
{
    [Description("The site to search: 1 to 64 characters out of a-z 0-9 - _ . and not just one or two dots. This limit and the others hold unless the operator says otherwise.")]
    [DefaultValue(QuestionRules.DefaultSite)]
    public string Site { get; init; } = QuestionRules.DefaultSite;

    [Description("The question as it is being typed, in one sentence: 1 to 300 characters, some of which can be seen. Characters are UTF-16 units, as JavaScript counts them: an emoji is two.")]
    public required string Title { get; init; }

    [Description("The details, compared only if the operator has set Encoder:ReadBody: 1 to 30,000 characters, not all white space; leave it out if there are none.")]
    public string? Body { get; init; }

    [Description("The most candidates to answer with, written without fraction or exponent.")]
    public int Limit { get; init; }

    [Description("The lowest similarity of a candidate. Left out, it is the one that the operator set, or else the model's own.")]
    [Range(0d, 1d)]
    public float? Threshold { get; init; }

    [Description("The identifier of a question to leave out, such as the one that is being edited: 1 to 128 characters.")]
    public string? ExcludeId { get; init; }

    /// <summary>Reads a request and notes everything that is wrong with it.</summary>
    public static CheckRequest? Read(ReadOnlyMemory<byte> json, QuestionRules rules, Faults faults)
    {
        var request = JsonFields.Read(json, faults, fields => new CheckRequest
        {
            Site = fields.ReadString("site") ?? QuestionRules.DefaultSite,
            Title = fields.ReadString("title")!,
            Body = fields.ReadString("body"),
            Limit = rules.CheckLimit(fields.ReadInteger("limit"), faults),
            Threshold = ReadThreshold(fields, faults),
            ExcludeId = fields.ReadString("excludeId"),
        });
        if (request is null)
        {
            return null;
        }

        rules.CheckSite(request.Site, faults);
        rules.CheckTitle(request.Title, faults);
        rules.CheckBody(request.Body, faults);
        if (request.ExcludeId is not null)
        {
            rules.CheckId("excludeId", request.ExcludeId, faults);
        }

        return request;
    }

    private static float? ReadThreshold(JsonFields fields, Faults faults)
    {
        // Judged as it was sent: rounded to a float, a number next to the range would lie within it.
        var threshold = fields.ReadNumber("threshold");
        if (threshold is < 0 or > 1)
        {
            faults.Add("threshold", "must be a similarity from 0 to 1, or be left out");
        }

        // The sum is never -0, which the answer would repeat.
        return (float?)threshold + 0f;
    }
}
