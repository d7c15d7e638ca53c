using DedupPlatform.Contracts;

namespace DedupPlatform.Hosting;

/// <summary>The fields of questions and removals, by their names in JSON, whichever way they come in.</summary>
public static class QuestionFields
{
    /// <summary>Reads a question. A field that is left out is <see langword="null"/> or has its default, and is not checked here.</summary>
    public static IndexQuestion ReadQuestion(this JsonFields fields)
    {
        return new IndexQuestion
        {
            Site = fields.ReadString("site") ?? QuestionRules.DefaultSite,
            Id = fields.ReadString("id")!,
            Title = fields.ReadString("title")!,
            Body = fields.ReadString("body"),
            Url = fields.ReadString("url"),
            Tags = fields.ReadStrings("tags") ?? [],
            CreatedAt = fields.ReadDate("createdAt"),
            Revision = fields.ReadInteger("revision"),
        };
    }

    /// <summary>Reads a removal. A field that is left out is <see langword="null"/> or has its default, and is not checked here.</summary>
    internal static RemoveQuestion ReadRemoval(this JsonFields fields)
    {
        return new RemoveQuestion
        {
            Site = fields.ReadString("site") ?? QuestionRules.DefaultSite,
            Id = fields.ReadString("id")!,
            Revision = fields.ReadInteger("revision"),
        };
    }
}
