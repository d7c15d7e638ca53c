using DedupPlatform.Contracts;
using DedupPlatform.Hosting;

namespace DedupPlatform.Ingestion;

/// <summary>Reads a question from JSON: the body of a request, or a line of an upload.</summary>
internal sealed class QuestionReader(QuestionRules rules, RevisionClock clock, TimeProvider time)
{
    /// <returns><see langword="null"/>, and faults, if it is not a valid question.</returns>
    public IndexQuestion? Read(ReadOnlyMemory<byte> json, Faults faults)
    {
        var question = JsonFields.Read(json, faults, QuestionFields.ReadQuestion);
        return question is null || rules.Check(question, faults).Any
            ? null
            : question with { Revision = question.Revision ?? clock.Next(), AcceptedAt = time.GetUtcNow() };
    }
}
