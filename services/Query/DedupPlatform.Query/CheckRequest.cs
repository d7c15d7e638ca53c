using DedupPlatform.Contracts;
using DedupPlatform.Hosting;

namespace DedupPlatform.Query;

/// <summary>"Has this been asked before?"</summary>
internal sealed record CheckRequest
{
    public string Site { get; init; } = QuestionRules.DefaultSite;

    public required string Title { get; init; }

    public string? Body { get; init; }

    public int Limit { get; init; }

    public float? Threshold { get; init; }

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
