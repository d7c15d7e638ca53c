using DedupPlatform.Contracts;

namespace DedupPlatform.Hosting;

/// <summary>Reads the messages that other programs may send.</summary>
internal sealed class QuestionMessages(QuestionRules rules)
{
    public IndexQuestion ReadQuestion(JsonFields fields, Faults faults)
    {
        var question = fields.ReadQuestion() with { AcceptedAt = fields.ReadDate("acceptedAt") };
        fields.RefuseOthers();
        rules.Check(question, faults);
        return question;
    }

    public RemoveQuestion ReadRemoval(JsonFields fields, Faults faults)
    {
        var removal = fields.ReadRemoval();
        fields.RefuseOthers();
        rules.Check(removal, faults);
        return removal;
    }
}
