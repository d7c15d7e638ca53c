using DedupPlatform.Contracts;
using DedupPlatform.Hosting;

namespace DedupPlatform.Ingestion;

/// <summary>Reads a question from JSON: the body of a request, or a line of an upload.</summary>
internal sealed class QuestionReader(QuestionRules rules, RevisionClock clock, TimeProvider time)
{
    /// <returns><see langword="null"/>, and faults, where it is not a valid question.</returns>
    public IndexQuestion? Read(ReadOnlyMemory<byte> json, Faults faults)
    {
        using var fields = JsonFields.Parse(json, faults);
        if (fields is null)
        {
            return null;
        }

        var question = new IndexQuestion
        {
            Site = fields.ReadString("site") ?? "default",
            Id = fields.ReadString("id")!,
            Title = fields.ReadString("title")!,
            Body = fields.ReadString("body"),
            Url = fields.ReadString("url"),
            Tags = fields.ReadStrings("tags") ?? [],
            CreatedAt = fields.ReadDate("createdAt"),
            Revision = fields.ReadInteger("revision"),
        };
        fields.RefuseOthers();
        return rules.Check(question, faults).Any
            ? null
            : question with { Revision = question.Revision ?? clock.Next(), AcceptedAt = time.GetUtcNow() };
    }
}
