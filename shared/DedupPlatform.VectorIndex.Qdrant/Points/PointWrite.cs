using DedupPlatform.VectorIndex.Qdrant.Wire;

namespace DedupPlatform.VectorIndex.Qdrant.Points;

/// <summary>A point to store, and which stored revisions it replaces.</summary>
/// <param name="Point">What to store.</param>
/// <param name="GivesWay">The revisions that it replaces.</param>
internal readonly record struct PointWrite(PointStruct Point, Wire.Range GivesWay)
{
    /// <summary>
    /// A question replaces older revisions. Of two with the same revision the first one stays, and a removal keeps out its own
    /// revision.
    /// </summary>
    public static PointWrite Of(IndexedQuestion question, int dimension) =>
        new(QuestionPoints.From(question, dimension), new Wire.Range { Lt = question.Revision });

    /// <summary>A removal replaces its own revision too.</summary>
    public static PointWrite Of(QuestionRemoval removal, int dimension) =>
        new(QuestionPoints.From(removal, dimension), new Wire.Range { Lte = removal.Revision });

    /// <summary>
    /// Which stored points may be replaced: one filter with a clause for each revision, as each guarded request has the server's shard
    /// to itself.
    /// </summary>
    public static Filter Guard(IEnumerable<PointWrite> writes) => new()
    {
        Should =
        {
            from write in writes
            group write.Point.Id by write.GivesWay into ids
            select Conditions.All(Conditions.HasId(ids), Conditions.InRange(Payload.Revision, ids.Key)),
        },
    };
}
