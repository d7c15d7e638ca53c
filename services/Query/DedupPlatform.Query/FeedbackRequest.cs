using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using DedupPlatform.Contracts;
using DedupPlatform.Hosting;

namespace DedupPlatform.Query;

/// <summary>"This candidate is the same question", or not: somebody's verdict on a candidate that a check showed.</summary>
internal sealed record FeedbackRequest
{
    [Description("The site that was searched.")]
    [DefaultValue(QuestionRules.DefaultSite)]
    public string Site { get; init; } = QuestionRules.DefaultSite;

    [Description("The candidate's similarity, as the check gave it.")]
    [Range(-1d, 1d)]
    public required double Similarity { get; init; }

    [Description("Whether it is the same question.")]
    public required bool IsDuplicate { get; init; }

    /// <summary>Reads a request and notes everything that is wrong with it.</summary>
    public static FeedbackRequest? Read(ReadOnlyMemory<byte> json, QuestionRules rules, Faults faults)
    {
        using var fields = JsonFields.Parse(json, faults);
        if (fields is null)
        {
            return null;
        }

        var site = fields.ReadString("site") ?? QuestionRules.DefaultSite;
        var similarity = fields.ReadNumber("similarity");
        var isDuplicate = fields.ReadBoolean("isDuplicate");
        fields.RefuseOthers();

        rules.CheckSite(site, faults);
        if (similarity is not (>= -1 and <= 1) && !faults.Has("similarity"))
        {
            faults.Add("similarity", "must be the candidate's similarity as the check gave it, from -1 to 1");
        }

        if (isDuplicate is null && !faults.Has("isDuplicate"))
        {
            faults.Add("isDuplicate", "must be true or false");
        }

        return faults.Any ? null : new FeedbackRequest { Site = site, Similarity = similarity!.Value, IsDuplicate = isDuplicate!.Value };
    }
}
