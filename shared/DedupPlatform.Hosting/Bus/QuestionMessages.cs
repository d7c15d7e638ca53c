using DedupPlatform.Contracts;

namespace DedupPlatform.Hosting;

/// <summary>Reads the messages that other programs may send.</summary>
/// <remarks>
/// A message without a revision gets one here, once, and not at each attempt: the time of sending if the message states it, which
/// stays the same however often it is delivered, otherwise the time of reading.
/// </remarks>
internal sealed class QuestionMessages(QuestionRules rules, TimeProvider time)
{
    private const long Second = 1_000_000;

    public IndexQuestion? ReadQuestion(ReadOnlyMemory<byte> json, long? sentAt, Faults faults)
    {
        var question = JsonFields.Read(json, faults, fields => fields.ReadQuestion() with { AcceptedAt = fields.ReadDate("acceptedAt") });
        if (question is null)
        {
            return null;
        }

        rules.Check(question, faults);
        return question with { Revision = question.Revision ?? RevisionAt(sentAt, faults) };
    }

    public RemoveQuestion? ReadRemoval(ReadOnlyMemory<byte> json, long? sentAt, Faults faults)
    {
        var removal = JsonFields.Read(json, faults, QuestionFields.ReadRemoval);
        if (removal is null)
        {
            return null;
        }

        rules.Check(removal, faults);
        return removal with { Revision = removal.Revision ?? RevisionAt(sentAt, faults) };
    }

    private long RevisionAt(long? sentAt, Faults faults)
    {
        if (sentAt is < 0 or > QuestionRules.MaxRevision / Second)
        {
            faults.Add("timestamp", "must be the time of sending in seconds since 1970, or be left out");
            return default;
        }

        return sentAt * Second ?? Revisions.At(time.GetUtcNow());
    }
}
