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
        var sent = JsonFields.Read(json, faults, fields => new
        {
            Site = fields.ReadString("site") ?? QuestionRules.DefaultSite,
            Similarity = fields.ReadNumber("similarity"),
            IsDuplicate = fields.ReadBoolean("isDuplicate"),
        });
        if (sent is null)
        {
            return null;
        }

        rules.CheckSite(sent.Site, faults);
        if (sent.Similarity is not (>= -1 and <= 1) && !faults.Has("similarity"))
        {
            faults.Add("similarity", "must be the candidate's similarity as the check gave it, from -1 to 1");
        }

        if (sent.IsDuplicate is null && !faults.Has("isDuplicate"))
        {
            faults.Add("isDuplicate", "must be true or false");
        }

        return faults.Any ? null : new FeedbackRequest
        {
            Site = sent.Site, Similarity = sent.Similarity!.Value, IsDuplicate = sent.IsDuplicate!.Value,
        };
    }
}
