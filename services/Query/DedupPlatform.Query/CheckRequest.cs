using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using DedupPlatform.Contracts;
using DedupPlatform.Hosting;

namespace DedupPlatform.Query;

/// <summary>"Has this been asked before?"</summary>
internal sealed record CheckRequest
{
    [Description("The site to search: 1 to 64 characters out of a-z 0-9 - _ . This limit and the others hold unless the operator says otherwise.")]
    [DefaultValue(QuestionRules.DefaultSite)]
    public string Site { get; init; } = QuestionRules.DefaultSite;

    [Description("The question as it is being typed, in one sentence: 1 to 300 characters, some of which can be seen.")]
    public required string Title { get; init; }

    [Description("The details: 1 to 30,000 characters, not all white space; leave it out if there are none.")]
    public string? Body { get; init; }

    [Description("The most candidates to answer with.")]
    [DefaultValue(QuestionRules.DefaultCandidates)]
    [Range(1, 100)]
    public int Limit { get; init; }

    [Description("The lowest similarity of a candidate. Left out, it is the one that the operator set, or else the model's own.")]
    [Range(0d, 1d)]
    public float? Threshold { get; init; }

    [Description("The identifier of a question to leave out, such as the one that is being edited: 1 to 128 characters.")]
    public string? ExcludeId { get; init; }

    /// <summary>Reads a request and notes everything that is wrong with it.</summary>
    public static CheckRequest? Read(ReadOnlyMemory<byte> json, QuestionRules rules, Faults faults)
    {
        using var fields = JsonFields.Parse(json, faults);
        if (fields is null)
        {
            return null;
        }

        var site = fields.ReadString("site") ?? QuestionRules.DefaultSite;
        var title = fields.ReadString("title");
        var body = fields.ReadString("body");
        var requested = fields.ReadInteger("limit");
        var threshold = fields.ReadNumber("threshold");
        var excludeId = fields.ReadString("excludeId");
        fields.RefuseOthers();

        rules.CheckSite(site, faults);
        rules.CheckTitle(title, faults);
        rules.CheckBody(body, faults);
        var limit = rules.CheckLimit(requested, faults);
        if (threshold is < 0 or > 1)
        {
            faults.Add("threshold", "must be a similarity from 0 to 1, or be left out");
        }

        if (excludeId is not null)
        {
            rules.CheckId("excludeId", excludeId, faults);
        }

        return faults.Any ? null : new CheckRequest
        {
            Site = site, Title = title!, Body = body, Limit = limit, Threshold = (float?)threshold, ExcludeId = excludeId,
        };
    }
}
