using DedupPlatform.Contracts;

namespace DedupPlatform.Hosting;

/// <summary>The fields of a question and of a removal, by the names they have in JSON, whichever way it comes in.</summary>
public static class QuestionFields
{
    /// <summary>Reads a question; what is left out is <see langword="null"/> or has its default, and is not judged here.</summary>
    public static IndexQuestion ReadQuestion(this JsonFields fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return new IndexQuestion
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
    }

    /// <summary>Reads a removal; what is left out is <see langword="null"/> or has its default, and is not judged here.</summary>
    public static RemoveQuestion ReadRemoval(this JsonFields fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return new RemoveQuestion
        {
            Site = fields.ReadString("site") ?? "default",
            Id = fields.ReadString("id")!,
            Revision = fields.ReadInteger("revision"),
        };
    }
}
